"""The command that makes break-glass accounts, and gives them new secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

if TYPE_CHECKING:
    from app.desk import Desk
    from app.store.staff import Staff

LONGEST = 40  # letters of a name: it stands in a text message
PART = 4  # letters of the password between hyphens: 32 of sixteen kinds, 128 bits


def add_to(group: AppGroup, desk: Desk) -> None:
    """`staff break-glass`."""

    @group.command("break-glass")
    @click.argument("name")
    @click.option("--again", is_flag=True, help="New secrets for the one of that name; it is signed out.")
    def break_glass(name: str, again: bool) -> None:
        """An administrator for when nothing else lets anybody in: its secrets are shown once, to be sealed."""
        from app import passwords
        from app.operations import break_glass as accounts
        from app.operations.names import NameTaken
        from app.store import schema

        fault = schema.fault(desk.database)
        if fault:
            raise click.ClickException(fault)
        name = " ".join(name.split())
        if not name or len(name) > LONGEST or not name.isprintable():
            raise click.ClickException(f"NAME says which it is, in at most {LONGEST} letters, as in: London safe")
        letters = desk.mint.id()
        password = "-".join(letters[start : start + PART] for start in range(0, len(letters), PART))
        kept, now = passwords.hashed(password), desk.clock.now()
        try:
            with desk.database.writing() as session:
                act = accounts.renew if again else accounts.make
                done = act(session, name, kept, mint=desk.mint, now=now)
        except accounts.AccountKnown:
            raise click.ClickException(f"there is a break-glass account {name}; --again gives it new secrets") from None
        except NameTaken as error:
            raise click.ClickException(str(error)) from None
        except accounts.TooManyAccounts as error:
            raise click.ClickException(
                f"there are {accounts.MOST} break-glass accounts already ({', '.join(error.names)}); "
                "--again gives one of them new secrets"
            ) from None
        if done is None:
            raise click.ClickException(f"there is no break-glass account {name}")
        click.echo("\n".join(_sheet(desk, *done, password)))


def _sheet(desk: Desk, account: Staff, codes: list[str], password: str) -> list[str]:
    """What goes into the envelope."""
    return [
        f"Break-glass account: {account.name}",
        "",
        f"  Sign in at    {desk.settings.public_url}/manage/sign-in",
        f"  as            {account.email}",
        f"  Password      {password}",
        "",
        "  Then one of these codes, each good once:",
        *(f"    {code}" for code in codes),
        "",
        "This is shown once. Print it, seal it, and keep it where neither a phone nor the company's account is needed.",
        "All managers get a text and a mail each time that it is used.",
    ]
