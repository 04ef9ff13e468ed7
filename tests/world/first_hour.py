"""The first hour: a portal in production with nobody in it, its providers as servers of this machine, and Fay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from pyotp import TOTP
from twilio.request_validator import RequestValidator

from tests.channels.providers import Answer, Asked, HttpProvider, running
from tests.web.settings import PRODUCTION
from tests.world.browser import Browser
from tests.world.page import Page
from tests.world.world import World

PASSWORD = "three small harbour boats"
AUTH_TOKEN = PRODUCTION["TWILIO_AUTH_TOKEN"].partition(",")[0]


@dataclass(kw_only=True)
class FirstHour:
    """The empty portal, and what its providers were asked."""

    world: World
    twilio: HttpProvider
    sendgrid: HttpProvider
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.window()

    @property
    def page(self) -> Page:
        """What Fay sees now."""
        assert self.browser.page is not None
        return self.browser.page

    def window(self) -> Browser:
        """A fresh browser."""
        return Browser(self.world.app, self.world.desk.settings.public_url)

    def command(self, *words: str) -> str:
        """What a command prints."""
        return str(self.world.app.test_cli_runner().invoke(args=list(words)).output)

    def setup_code(self) -> str:
        """The code that whoever runs the machine has made."""
        found = re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}-[A-Z2-9]{5}", self.command("setup-code"))
        assert found is not None
        return found[0]

    def becomes_administrator(self, code: str = "", name: str = "Fay Osei") -> Page:
        """Fay types the set-up code, and who she is."""
        self.browser.open("/manage/")
        email = f"{name.split(maxsplit=1)[0].lower()}@example.com"
        return self.browser.presses("Go on", code=code or self.setup_code(), name=name, email=email, password=PASSWORD)

    def signs_in(self) -> Page:
        """And adds the account to her app, whose first code lets her in."""
        secret = re.search(r"secret=([A-Z2-7]+)", self.page.html)
        assert secret is not None, self.page.text
        return self.browser.presses("Sign in", code=TOTP(secret[1]).at(int(self.world.clock.now().timestamp())))

    def proves(self, person: str, way: str, address: str, digits: Callable[[], str]) -> Page:
        """Adds a way to reach somebody on their page, and types the code that came by it."""
        self.browser.open(person)
        self.browser.presses("Add and send a code", way=way, address=address)
        self.world.settles()
        return self.browser.presses("Verify", code=digits())

    def texted_digits(self) -> str:
        """The code in the last text."""
        return _digits(self.texts()[-1]["Body"][0])

    def mailed_digits(self) -> str:
        """The code in the last mail."""
        return _digits(json.loads(self.sendgrid.asked[-1].body)["subject"])

    def texts(self) -> list[dict[str, list[str]]]:
        """What Twilio was asked to write."""
        return self._posted("/Messages.json")

    def calls(self) -> list[dict[str, list[str]]]:
        """And whom to ring."""
        return self._posted("/Calls.json")

    def twilio_says(self, address: str, **form: str) -> str:
        """Twilio asks or tells something at one of our addresses, signed; what we answer."""
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        url = self.world.desk.settings.public_url
        signature = RequestValidator(AUTH_TOKEN).compute_signature(url + path, form)
        answer = self.world.app.test_client().post(
            path, data=form, headers={"X-Twilio-Signature": signature}, base_url=url
        )
        assert answer.status_code in (200, 204), answer.status_code
        return answer.text

    def _posted(self, ending: str) -> list[dict[str, list[str]]]:
        return [parse_qs(one.body.decode()) for one in self.twilio.asked if one.path.endswith(ending)]


@contextmanager
def begun(open_world: Callable[..., World], database_url: str, **settings: str) -> Iterator[FirstHour]:
    """Tuesday, half past ten: the tables are there, and nobody is in them."""
    with running(HttpProvider()) as twilio, running(HttpProvider()) as sendgrid, running(HttpProvider()) as outside:
        twilio.answers = [_takes(twilio)]
        sendgrid.answers = [Answer(status=202)]
        known = {
            "TWILIO_BASE_URL": twilio.url, "SENDGRID_BASE_URL": sendgrid.url, "HEARTBEAT_URL": outside.url, **settings,
        }  # fmt: skip
        world = open_world(database_url, is_furnished=False, **{**PRODUCTION, **known})
        world.clock.set(datetime(2026, 11, 17, 10, 30, tzinfo=UTC))
        yield FirstHour(world=world, twilio=twilio, sendgrid=sendgrid)


def _takes(twilio: HttpProvider) -> Callable[[Asked], Answer]:
    """Takes each message and each call, and gives it a number of its own."""

    def take(asked: Asked) -> Answer:
        kind = "CA" if asked.path.endswith("/Calls.json") else "SM"
        return Answer(status=201, body={"sid": f"{kind}{len(twilio.asked):032d}", "status": "queued"})

    return take


def _digits(words: str) -> str:
    found = re.search(r"\b\d{6}\b", words)
    assert found is not None, words
    return found[0]
