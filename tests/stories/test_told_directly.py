"""Told directly: while the database is away, those who were on call hear of what is reported, and not too often."""

import re
from collections.abc import Callable

import pytest

from app.domain.delivery import Medium
from tests.dispatcher.conftest import Outside, outside
from tests.stories.ill import night, open_ill, sends, turn
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.web.seen import kept
from tests.world import World
from tests.world.away import read_only
from tests.world.providers import WRONG_KEY

__all__ = ["furnished_postgresql", "furnished_template", "night", "open_ill", "outside", "postgresql_url", "sqlite_url"]


def test_those_on_call_hear_directly_of_a_storm_once_and_then_at_times(night: World, outside: Outside):
    with read_only(night):
        for number in range(20):
            sends(night, f"Failure {number}")
        texts = [(one.to, one.body) for one in outside.texts.took]
        assert [to for to, _ in texts] == ["+447700900101", "+447700900102", "+447700900103"]
        assert texts[0][1] == (
            "P365 EMERGENCY, RECORDS AWAY: CRM down, ALL users, reported 02:10. "
            "No link works: your mail says more. Agree who takes it"
        )
        assert "07700 900982" in outside.mails.took[0].body

        night.sleeps(minutes=15)
        turn(night)

        assert len(outside.texts.took) == 6
        assert "and 18 more reports" in outside.texts.took[-1].body
        night.sleeps(minutes=15)
        turn(night)
        assert len(outside.texts.took) == 6
    turn(night)

    told = [event for event in kept(night, "timeline") if event["kind"] == "paged.directly"]
    assert {event["report_id"] for event in told} == {report["id"] for report in kept(night, "reports")}
    assert "Dana Okafor by text, Dana Okafor by mail" in told[0]["text"]


def test_the_log_says_what_happened_and_nothing_of_who_reported(
    sqlite_url: str, open_world: Callable[..., World], capsys: pytest.CaptureFixture[str]
):
    world = open_world(sqlite_url)
    world.at("Saturday 02:10")
    turn(world)
    with read_only(world):
        sends(world, "A secret of theirs")
    (file,) = world.desk.spool.folder.glob("*.json")
    file.write_bytes(file.read_bytes()[:400])
    turn(world)

    said = capsys.readouterr().err
    assert {"report_not_filed", "direct_page", "spooled_report_set_aside"} <= set(re.findall(r'"event": "(\w+)"', said))
    assert not [word for word in ("Acme", "Carol", "07700", "acme.example", "secret of", "+447") if word in said]


def test_where_nobody_is_known_the_page_does_not_say_that_somebody_is_rung(
    sqlite_url: str, open_world: Callable[..., World], outside: Outside
):
    channels = {Medium.SMS: (outside.texts,), Medium.VOICE: (outside.calls,), Medium.MAIL: (outside.mails,)}
    world = open_world(sqlite_url, channels=channels)
    world.at("Saturday 02:10")
    with read_only(world):
        page = sends(world)

    assert page.shows("nobody has been alerted yet")
    assert not page.shows("trying to reach")
    assert outside.texts.asked == []


def test_a_text_that_nobody_takes_is_followed_by_a_call(night: World, outside: Outside):
    for number in ("+447700900101", "+447700900102", "+447700900103"):
        outside.texts.always(WRONG_KEY, to=number)
    with read_only(night):
        sends(night)

    assert [one.to for one in outside.calls.took] == ["+447700900101", "+447700900102", "+447700900103"]
    assert "An emergency was reported: CRM down, all users." in outside.calls.took[0].body
