"""The first hour: from an empty database to a drill that somebody answered, in a browser and with real clients."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.store import staff
from tests.channels.providers import Answer
from tests.conftest import sqlite_url
from tests.world import World, postgres
from tests.world.first_hour import FirstHour, begun

__all__ = ["sqlite_url"]

FAYS, GITAS = "+447700900101", "+447700900102"


@pytest.fixture
def durable_url(tmp_path: Path) -> Iterator[str]:
    """An empty PostgreSQL database that survives a power cut: production refuses to start on another."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    with postgres.Server.started(tmp_path / "durable", durable=True) as server:
        yield server.fresh_database()


@pytest.fixture(params=["sqlite"])
def hour(request: pytest.FixtureRequest, open_world: Callable[..., World]) -> Iterator[FirstHour]:
    """The empty portal."""
    with begun(open_world, request.getfixturevalue(f"{request.param}_url")) as hour:
        yield hour


def person(hour: FirstHour, name: str) -> str:
    """The page of somebody."""
    with hour.world.desk.database.reading() as session:
        return next(f"/manage/people/{one.id}" for one in staff.everybody(session) if one.first_name == name)


def proves_herself(hour: FirstHour) -> None:
    """Step 1: Fay's mail and mobile."""
    hour.browser.open(person(hour, "Fay"))
    hour.browser.presses("Send a code to fay@example.com")
    hour.world.settles()
    hour.browser.presses("Verify", code=hour.mailed_digits())
    hour.proves(person(hour, "Fay"), "both", "07700 900101", hour.texted_digits)


def adds_gita(hour: FirstHour) -> None:
    """Step 2: an engineer beside her, whose phone tells her the code."""
    hour.browser.open("/manage/people/new")
    hour.browser.presses("Add", name="Gita Rao", email="gita@example.com", telephone="")
    hour.proves(person(hour, "Gita"), "both", "07700 900102", hour.texted_digits)


def plans_the_rota(hour: FirstHour) -> None:
    """Step 3: weekly turns in each layer, by the links of the step."""
    for layer in ("primary", "backup", "duty manager"):
        hour.browser.open("/manage/setup")
        hour.browser.open(hour.page.link(f"Weekly turns as {layer}"))
        fay, gita = (person(hour, name).rpartition("/")[2] for name in ("Fay", "Gita"))
        assert hour.browser.presses("Start the rotation", place_1=fay, place_2=gita).status == 200


def tries_the_providers(hour: FirstHour) -> None:
    """Step 5: a text, a call and a mail to herself, and what is said of them."""
    for way in ("sms:0", "voice:0", "mail:0"):
        hour.browser.open("/manage/setup")
        hour.browser.presses("Send me a test", way=way)
    hour.world.settles()
    text, call = hour.texts()[-1], hour.calls()[-1]
    assert (text["To"], call["To"]) == ([FAYS], [FAYS])
    assert "This is a test: an emergency would reach you like this." in hour.twilio_says(call["Url"][0])
    hour.twilio_says(text["StatusCallback"][0], MessageSid="SM" + "1" * 32, MessageStatus="delivered")
    hour.twilio_says(call["StatusCallback"][0], CallSid="CA" + "1" * 32, CallStatus="in-progress")
    hour.twilio_says(call["StatusCallback"][0], CallSid="CA" + "1" * 32, CallStatus="completed")


def answers_a_drill(hour: FirstHour) -> None:
    """Step 6: Fay takes part, and answers."""
    hour.browser.open(person(hour, "Fay"))
    hour.browser.presses("I take part in drills")
    hour.browser.open("/manage/drills/new")
    hour.browser.presses("Start the drill")
    hour.world.settles()
    link = re.search(r"https?://\S+", hour.texts()[-1]["Body"][0])
    assert link is not None
    phone = hour.window()
    phone.open(link[0])
    hour.world.passes(seconds=45)
    assert phone.presses("Acknowledge").status == 200


def done(hour: FirstHour) -> str:
    """How many steps are done, as the page says it."""
    found = re.search(r"(\d) of 6 steps are done", hour.browser.open("/manage/setup").text)
    return found[1] if found else hour.page.headline


@pytest.mark.parametrize("hour", ["sqlite", "durable"], indirect=True)
def test_an_hour_leads_from_nobody_to_a_portal_that_is_ready(hour: FirstHour):
    assert hour.browser.open("/manage").headline == "Set up the portal"

    hour.becomes_administrator()
    assert hour.page.headline == "Set up your authenticator app"
    assert hour.signs_in().headline == "Is everything set up?"
    assert done(hour) == "1", "the policy was read without a fault"
    assert hour.page.shows("No dispatcher has been at work for a minute, so nothing is sent")

    proves_herself(hour)
    assert done(hour) == "2"
    adds_gita(hour)
    assert done(hour) == "3"
    plans_the_rota(hour)
    assert done(hour) == "4"
    tries_the_providers(hour)
    assert done(hour) == "5"
    assert hour.page.shows("Picked up at 10:30:00am, says its receipt")
    answers_a_drill(hour)

    assert done(hour) == "You are ready"
    assert hour.page.shows("Fay took 45 s")
    assert hour.page.link("What would happen tonight at three")


def test_every_room_of_a_step_leads_back(hour: FirstHour):
    hour.becomes_administrator()
    hour.signs_in()

    for words in ("How an emergency reaches you", "Add a person", "Weekly turns as primary", "Drills", "The rota",
                  "What would happen tonight at three"):  # fmt: skip
        hour.browser.open("/manage/setup")
        hour.browser.open(hour.page.link(words))
        assert hour.page.link("Back to set-up") == "/manage/setup", words
    assert "Back to set-up" not in [words for _, words in hour.browser.open("/manage/").links]


def test_what_a_provider_refuses_is_said_in_its_own_words(hour: FirstHour):
    hour.becomes_administrator()
    hour.signs_in()
    proves_herself(hour)
    hour.twilio.answers = [Answer(status=400, body={"code": 21606, "message": "Not your number", "status": 400})]

    hour.browser.open("/manage/setup")
    hour.browser.presses("Send me a test", way="sms:0")
    hour.world.settles()

    page = hour.browser.open("/manage/setup")
    assert page.shows("It failed. The provider says:")
    assert page.shows("(21606)")
    assert not any(secret in page.html for secret in ("twilios-api-secret", "sendgrids-api-key", "the-token-in-use"))


def test_settings_that_are_missing_are_named(open_world: Callable[..., World], sqlite_url: str):
    with begun(open_world, sqlite_url, HEARTBEAT_URL="") as hour:
        hour.becomes_administrator()
        page = hour.signs_in()

    assert page.shows("HEARTBEAT_URL is not set: nobody outside would notice if the portal stood still")
    assert page.shows("SENDGRID_WEBHOOK_KEY is not set: whether a mail arrived is never known")
    assert page.shows("VONAGE_API_KEY, VONAGE_API_SECRET and VONAGE_FROM add another")


def test_tests_to_oneself_are_counted(hour: FirstHour):
    hour.becomes_administrator()
    hour.signs_in()
    hour.browser.open("/manage/setup")
    assert not hour.page.shows("Send me a test"), "there is nothing proved yet that it could go to"
    proves_herself(hour)

    for _ in range(11):
        hour.browser.open("/manage/setup")
        hour.browser.presses("Send me a test", way="sms:0")

    assert hour.page.shows("10 tests were sent within the hour. Wait a while")
