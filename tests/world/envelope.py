"""An envelope: what the command that makes a break-glass account prints, and the browser of whoever opens it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from click.testing import Result

from tests.world.browser import Browser

if TYPE_CHECKING:
    from tests.world.world import World

CODE = re.compile(r"^    ([A-Z2-9]{5}-[A-Z2-9]{5}-[A-Z2-9]{5})$", re.MULTILINE)


def break_glass(world: World, *words: str) -> Result:
    """Runs the command."""
    return world.app.test_cli_runner().invoke(args=["staff", "break-glass", *words])


@dataclass(kw_only=True)
class Envelope:
    """What is in it."""

    world: World = field(repr=False)
    email: str
    password: str
    codes: list[str]

    @classmethod
    def sealed(cls, world: World, name: str, *more: str) -> Envelope:
        """Makes an account, or gives it new secrets."""
        done = break_glass(world, name, *more)
        assert done.exit_code == 0, done.output
        said = {key: re.search(rf"^  {key} +(\S+)$", done.output, re.MULTILINE) for key in ("as", "Password")}
        email, password = (found[1] for found in said.values() if found)
        return cls(world=world, email=email, password=password, codes=CODE.findall(done.output))

    def gives_password(self) -> Browser:
        """Somebody opens it, and types the password."""
        browser = Browser(self.world.app, self.world.desk.settings.public_url)
        browser.open("/manage/sign-in")
        browser.presses("Sign in", email=self.email, password=self.password)
        return browser

    def opens(self) -> Browser:
        """And then the next code, which is used up with that."""
        browser = self.gives_password()
        if browser.page and browser.page.headline == "Your code":
            browser.presses("Sign in", code=self.codes.pop(0))
        return browser
