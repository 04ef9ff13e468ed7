"""The provider's doors for voice pages: signed, escaped, and only the key that was read out takes an incident."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from tests.web.seen import kept, memory
from tests.web.settings import ORIGIN, PROVIDERS
from tests.world import World
from tests.world.browser import Browser

TOKEN = "the-token-in-use"


@dataclass(kw_only=True)
class Line:
    """A telephone call of one delivery, as the provider holds it with the portal."""

    world: World
    delivery_id: str
    answer: TestResponse | None = None

    @property
    def path(self) -> str:
        return f"/hooks/twilio/calls/{self.delivery_id}"

    def asks(self, url: str, **form: str) -> TestResponse:
        form = {"CallSid": "CA1", "CallStatus": "in-progress", **form}
        signature = RequestValidator(TOKEN).compute_signature(url, form)
        path = url.removeprefix(ORIGIN)
        self.answer = self.world.app.test_client().post(
            path, data=form, base_url=ORIGIN, headers={"X-Twilio-Signature": signature}
        )
        return self.answer

    def picks_up(self, **form: str) -> str:
        return self._heard(self.asks(ORIGIN + self.path, **form))

    def presses(self, key: str, **form: str) -> str:
        return self._heard(self.asks(self.action, Digits=key, **form))

    def is_told(self, status: str, **form: str) -> int:
        return self.asks(f"{ORIGIN}{self.path}/status", CallStatus=status, **form).status_code

    @property
    def action(self) -> str:
        """Where the markup sends what comes next."""
        root = self._markup()
        gather = root.find("Gather")
        if gather is not None:
            return gather.attrib["action"]
        return root.findtext("Redirect") or ""

    def key(self, words: str) -> str:
        found = re.search(rf"{words}, press (\d)\.", self._heard(self.answer))
        assert found
        return found[1]

    def _markup(self) -> ElementTree.Element:
        assert self.answer is not None
        return ElementTree.fromstring(self.answer.data)

    def _heard(self, answer: TestResponse | None) -> str:
        assert answer is not None
        assert answer.status_code == 200
        assert answer.content_type == "text/xml; charset=utf-8"
        return " ".join(say.text or "" for say in self._markup().iter("Say"))


@pytest.fixture
def line(sqlite_url: str, open_world: Callable[..., World]) -> Line:
    """A portal with a provider, and a call on its way to Dana."""
    night = open_world(sqlite_url, PUBLIC_URL=ORIGIN)
    night.at("Saturday 02:10")
    night.carol.reports("crm", "<Redirect>http://evil.example</Redirect>")
    night.passes(minutes=2)
    behind = open_world(sqlite_url, PUBLIC_URL=ORIGIN, **PROVIDERS)
    behind.clock.set(night.clock.now())
    (call,) = [row for row in kept(night, "deliveries") if row["medium"] == "voice"]
    return Line(world=behind, delivery_id=call["id"])


@pytest.fixture
def away() -> Callable[[World, bool], None]:
    """Takes the messages' table away, so that the database cannot be used, and puts it back."""

    def move(world: World, is_away: bool) -> None:
        names = ("deliveries", "elsewhere")
        old, new = names if is_away else reversed(names)
        with closing(sqlite3.connect(world.desk.database.url.database or "")) as connection:
            connection.execute(f"ALTER TABLE {old} RENAME TO {new}")

    return move


def holder(world: World) -> str | None:
    (incident,) = kept(world, "incidents")
    names = {row["id"]: row["name"] for row in kept(world, "staff")}
    return names.get(incident["acknowledged_by"])


def test_the_key_that_is_read_out_takes_it(line: Line):
    heard = line.picks_up()
    assert "Customer: Acme Foods." in heard
    assert "evil.example" not in heard
    assert holder(line.world) is None

    heard = line.presses(line.key("To take it"))

    assert "Thank you. You have it, reference" in heard
    assert holder(line.world) == "Dana Okafor"
    assert "Thank you. You have it" in line.picks_up()


def test_every_other_key_takes_nothing(line: Line):
    line.picks_up()
    mine = line.key("To take it"), line.key("If you cannot take it")

    for key in [*"0123456789*#", ""]:
        if key in mine:
            continue
        line.picks_up()
        line.presses(key)
        assert holder(line.world) is None, key


def test_a_tone_that_repeats_itself_is_asked_three_times_at_most(line: Line):
    line.picks_up()
    keys = [line.key("To take it")]

    for _ in range(2):
        line.presses("*")
        keys.append(line.key("To take it"))
    heard = line.presses("*")

    assert "Nobody has taken it, so we go on and ring again." in heard
    assert line.action == ""
    assert len(keys) == 3


def test_the_other_key_passes_it_on(line: Line):
    line.picks_up()

    assert "The next person is paged now." in line.presses(line.key("If you cannot take it"))

    (page,) = kept(line.world, "pages")
    assert page["passed_at"] is not None
    assert holder(line.world) is None


@pytest.mark.parametrize("answered_by", ["machine_start", "machine_end_beep", "fax"])
def test_a_machine_is_told_and_takes_nothing(line: Line, answered_by: str):
    line.picks_up()
    key, action = line.key("To take it"), line.action

    heard = line.picks_up(AnsweredBy=answered_by)

    assert "press" not in heard
    assert line.action == ""
    line.asks(action, Digits=key, AnsweredBy=answered_by)
    assert holder(line.world) is None


def test_a_person_who_was_heard_as_a_person_takes_it(line: Line):
    line.picks_up(AnsweredBy="human")

    line.presses(line.key("To take it"), AnsweredBy="human")

    assert holder(line.world) == "Dana Okafor"


def test_a_forgery_takes_nothing(line: Line):
    line.picks_up()
    action, key = line.action, line.key("To take it")
    form = {"CallSid": "CA1", "Digits": key}
    before = memory(line.world)
    client = line.world.app.test_client()
    other = RequestValidator("a guess").compute_signature(action, form)
    another_url = RequestValidator(TOKEN).compute_signature(action.replace("asked=1", "asked=2"), form)
    another_host = RequestValidator(TOKEN).compute_signature(action.replace("portal", "evil"), form)

    for signature in ("", other, another_url, another_host):
        answer = client.post(
            action.removeprefix(ORIGIN), data=form, base_url=ORIGIN, headers={"X-Twilio-Signature": signature}
        )
        assert answer.status_code == 403
    assert client.get(action.removeprefix(ORIGIN), base_url=ORIGIN).status_code == 405

    assert memory(line.world) == before


def test_a_call_that_is_none_of_ours_is_no_page(line: Line):
    (text,) = [row for row in kept(line.world, "deliveries") if row["medium"] == "sms" and row["page_id"]]

    for wrong in (text["id"], "0" * 32):
        line.delivery_id = wrong
        assert line.asks(ORIGIN + line.path).status_code == 404


def test_while_the_database_is_away_the_caller_waits_a_moment_and_then_it_counts(
    line: Line, away: Callable[[World, bool], None]
):
    line.picks_up()
    key = line.key("To take it")

    away(line.world, True)
    assert line.presses(key) == "One moment, please."
    assert line._heard(line.asks(line.action)) == "One moment, please."
    away(line.world, False)

    assert "You have it" in line._heard(line.asks(line.action))
    assert holder(line.world) == "Dana Okafor"


def test_a_database_that_stays_away_is_said_and_nothing_is_promised(line: Line, away: Callable[[World, bool], None]):
    away(line.world, True)
    heard = [line.picks_up()]

    while line.action:
        heard.append(line._heard(line.asks(line.action)))

    away(line.world, False)
    assert heard[:-1] == ["One moment, please."] * 3
    assert "We cannot write that down at the moment." in heard[-1]
    assert holder(line.world) is None


def test_receipts_only_move_forward(line: Line):
    for status in ("ringing", "in-progress", "no-answer", "queued", "completed", "in-progress"):
        assert line.is_told(status) == 204

    (call,) = [row for row in kept(line.world, "deliveries") if row["id"] == line.delivery_id]
    assert call["state"] == "delivered"
    assert len(kept(line.world, "receipts")) == 5


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_a_call_that_nobody_takes_pages_the_next_at_once(line: Line, status: str):
    assert line.is_told(status) == 204

    (incident,) = kept(line.world, "incidents")
    (call,) = [row for row in kept(line.world, "deliveries") if row["id"] == line.delivery_id]
    assert call["state"] == "refused"
    assert incident["next_page_at"] == line.world.clock.now()
    assert not any(row["failed_at"] for row in kept(line.world, "contact_methods"))


def test_the_demos_phone_says_what_the_provider_is_told_to_say(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url)
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.passes(minutes=2)
    (call,) = world.dana.calls.all()
    browser = Browser(world.app, world.desk.settings.public_url)

    page = browser.open("/demo/phones")
    listed = world.app.test_client().get("/demo/phones?format=json", base_url=world.desk.settings.public_url).json

    (heard,) = [one for one in listed if one["medium"] == "voice"]
    assert heard["person"] == "Dana Okafor"
    assert heard["body"] == call.words
    assert re.search(r"To take it, press \d\. If you cannot take it, press \d\.", heard["body"])
    assert page.shows("Pick up")
    assert " ".join(heard["body"].split()) in browser.open(f"/demo/calls/{call.delivery.id}").text
