"""The promised resolution is watched as the response is: its marks, its breach, and what ends the watch."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import app
from app.domain.gsm7 import SEGMENT, septets
from app.operations import audit
from tests.world import World
from tests.world.browser import Browser
from tests.world.people import Sent

TEN = "2026-11-23T10:00:00+00:00"  # a Monday; informed promises L1 a reply within 2 h and a resolution within 4 h
PUGPIG = Path(app.__file__).parent / "policies" / "pugpig.toml"
OpenWorld = Callable[..., World]


@pytest.fixture
def each_informed(database_url: str, open_world: OpenWorld) -> World:
    """Monday at ten, under a policy that promises a resolution, on each engine in turn."""
    return _at_ten(open_world(database_url, POLICY="informed"))


@pytest.fixture
def informed(sqlite_url: str, open_world: OpenWorld) -> World:
    """The same on SQLite."""
    return _at_ten(open_world(sqlite_url, POLICY="informed"))


def test_three_quarters_nine_tenths_and_the_breach_are_told_while_it_is_not_resolved(each_informed: World) -> None:
    world = each_informed
    report, _ = _replied(world)
    incident = world.incident(report.reference)
    assert incident.resolve_by == incident.opened_at + timedelta(hours=4)

    world.passes(hours=4)

    assert _warned(world, report) == [("resolution", 75), ("resolution", 90), ("resolution", 100)]
    for words in ("it is not resolved, 1 h left", "it is not resolved, 24 min left", "it is not resolved, missed"):
        text = world.mo.phone.receives_text(words)
        assert septets(text.words) <= SEGMENT
        assert "Fix due 14:00" in text.words
    mail = world.mo.mailbox.receives("it is not resolved, 1 h left")
    assert "75 % of the resolution target" in mail.words
    assert "Fix due:" in mail.words
    missed = [event for event in world.events(report.reference) if event.kind == "target.missed"]
    assert [event.facts["measures"] for event in missed] == ["resolution"]
    assert world.incident(report.reference).missed_at is None, "the reply came in time"
    assert world.incident(report.reference).next_watch_at is None
    assert _fault(world) == ""


def test_what_was_fixed_in_time_after_all_was_never_late_for_the_customer(informed: World) -> None:
    late = "We have not fixed it in the time that was promised"
    report, _ = _replied(informed)
    informed.passes(hours=5)
    _at_desk(informed, report).presses("It's fixed", words="Made room")
    assert report.page_shows(late)
    times = informed.mo.signs_in()
    times.open(f"/manage/incidents/{report.reference}/times")

    times.presses("Correct", fixed_at="2026-11-23T11:00", reason="The log says so")

    assert not report.page_shows(late)


def test_the_customer_reads_that_it_is_late_and_gets_no_mail_of_it(informed: World) -> None:
    report, _ = _replied(informed)

    informed.passes(hours=4)

    page = report.page()
    assert page.shows("We have not fixed it in the time that was promised. Our duty manager has been told")
    assert not page.shows("We missed our aim")
    assert "customer-missed" not in [one.wording for one in informed.messages(report.reference)]


def test_what_is_resolved_in_its_last_second_is_in_time(informed: World) -> None:
    report, desk = _replied(informed)

    informed.passes(seconds=(_due(informed, report) - informed.clock.now()).total_seconds() - 1)
    desk = _at_desk(informed, report)
    desk.presses("It's fixed", words="Made room")
    informed.passes(hours=5)

    assert "target.missed" not in informed.kinds(report.reference)
    assert _warned(informed, report) == [("resolution", 75), ("resolution", 90)]


def test_both_promises_are_told_of_where_nobody_does_anything(informed: World) -> None:
    report = informed.carol.reports("core", impact="unavailable")

    informed.passes(hours=5)

    missed = [event for event in informed.events(report.reference) if event.kind == "target.missed"]
    assert [event.facts["measures"] for event in missed] == ["response", "resolution"]
    assert [one.wording for one in informed.messages(report.reference)].count("customer-missed") == 1


def test_marks_of_both_that_were_slept_through_are_told_once_each(informed: World) -> None:
    report = informed.carol.reports("core", impact="unavailable")

    informed.sleeps(hours=9)
    informed.passes(minutes=1)

    assert sorted(_warned(informed, report)) == [("resolution", 100), ("response", 100)]


def test_each_promise_of_an_outage_of_two_that_was_slept_through_is_told_once(each_informed: World) -> None:
    world = each_informed
    first = world.carol.reports("core", impact="unavailable")
    second = world.nadia.reports("core", impact="unavailable")
    assert world.incident(second.reference).lead_id == world.incident(first.reference).id

    world.sleeps(hours=9)
    world.passes(minutes=1)

    assert sorted(_warned(world, first) + _warned(world, second)) == [("resolution", 100), ("response", 100)]
    assert world.mo.phone.receives_text("it is not resolved, missed")
    for report in (first, second):
        missed = [event.facts["measures"] for event in world.events(report.reference) if event.kind == "target.missed"]
        assert sorted(missed) == ["resolution", "response"]


def test_a_warning_of_one_customers_reply_does_not_hide_that_of_anothers_resolution(informed: World) -> None:
    first, _ = _replied(informed)
    informed.passes(minutes=75)
    second = informed.nadia.reports("core", impact="unavailable")
    assert informed.incident(second.reference).lead_id == informed.incident(first.reference).id

    informed.passes(minutes=100)

    assert ("response", 75) in _warned(informed, second)
    assert _warned(informed, first) == [("resolution", 75)]


def test_a_cause_that_closes_the_clock_ends_the_watch(sqlite_url: str, open_world: OpenWorld, tmp_path: Path) -> None:
    policy = tmp_path / "pugpig.toml"
    policy.write_text(PUGPIG.read_text().replace("covered = true", "covered = false"))
    world = _at_ten(open_world(sqlite_url, POLICY=str(policy)))
    report = world.carol.reports("app", impact="severe")
    desk = _at_desk(world, report)
    desk.presses("Acknowledge")
    desk.presses("Reply to the customer", words="We look into it")

    desk.presses("Set the cause", cause="outside-control", cause_reason="A storm")
    world.passes(hours=30)

    assert world.incident(report.reference).resolve_by is not None
    assert world.incident(report.reference).closed_by == "PP-2"
    assert _warned(world, report) == []


def test_what_is_opened_again_is_watched_again_and_what_came_meanwhile_is_told_once(informed: World) -> None:
    report, desk = _replied(informed)
    desk.presses("It's fixed", words="Made room")
    informed.passes(hours=6)
    assert _warned(informed, report) == []

    report.page()
    report.browser.presses("Still broken")
    informed.passes(minutes=1)

    assert _warned(informed, report) == [("resolution", 100)]
    missed = [event for event in informed.events(report.reference) if event.kind == "target.missed"]
    assert [event.facts["measures"] for event in missed] == ["resolution"]


def test_as_soon_as_possible_is_never_warned_about(sqlite_url: str, open_world: OpenWorld) -> None:
    world = open_world(sqlite_url, POLICY="pugpig")
    world.at(TEN)
    report = world.carol.reports("app", impact="stopped")

    world.passes(hours=30)

    assert world.incident(report.reference).resolve_by is None
    assert {measures for measures, _ in _warned(world, report)} == {"response"}


def _at_ten(world: World) -> World:
    world.at(TEN)
    return world


def _replied(world: World) -> tuple[Sent, Browser]:
    """Somebody reported the worst that there is, and Mo has it and has replied."""
    report = world.carol.reports("core", impact="unavailable")
    world.passes(minutes=5)
    desk = _at_desk(world, report)
    desk.presses("Acknowledge")
    desk.presses("Reply to the customer", **{"part-diagnosis": "A full disk", "part-timetable": "By noon"})
    world.settles()
    world.mo.phone.reads_all()
    return report, desk


def _at_desk(world: World, report: Sent) -> Browser:
    desk = world.mo.signs_in()
    desk.open(f"/manage/incidents/{report.reference}")
    return desk


def _due(world: World, report: Sent) -> datetime:
    due = world.incident(report.reference).resolve_by
    assert due is not None
    return due


def _warned(world: World, report: Sent) -> list[tuple[str, int]]:
    """The warnings by text, in the order in which they went: about what, and at how many per cent."""
    found = [one for one in world.messages(report.reference) if (one.wording, one.medium) == ("watch", "sms")]
    return [(one.facts["measures"], one.facts["percent"]) for one in found]


def _fault(world: World) -> str:
    with world.desk.database.reading() as session:
        return audit.fault(session, world.clock.now())
