"""A manager says when something was really fixed: figures follow, and the record keeps both times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.operations.test_races import at_once
from tests.stories.test_afterwards import at, is_quiet, resolved
from tests.stories.test_drills import agree, begins
from tests.web.test_availability import rows
from tests.world import World
from tests.world.people import Sent


def test_when_it_was_really_fixed_changes_the_figures_and_the_record_keeps_both(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = resolved(world, world.carol.reports("crm"), minutes=120)
    was = world.incident(report.reference).resolved_at
    assert downtime(world) == "120.0"

    page = at(world, report, "/times").presses("Correct", fixed_at="2026-11-21T02:40", reason="The log says so")

    assert page.shows(
        "Mo corrected when it was fixed: 2:40am, Saturday 21 November (before: 4:10am, Saturday 21 November): The log"
    )
    incident = world.incident(report.reference)
    assert incident.resolved_at == datetime(2026, 11, 21, 2, 40, tzinfo=UTC)
    assert incident.replied_at == was, "when the customer was told stays"
    event = next(one for one in world.events(report.reference) if one.kind == "corrected.times")
    assert (event.actor, event.facts["was"], event.facts["is"]) == (
        "Mo Haddad", was.isoformat(), incident.resolved_at.isoformat(),  # type: ignore[union-attr]
    )  # fmt: skip
    assert downtime(world) == "30.0"
    (took,) = (row for row in csv(world, "times") if row["from the report to"] == "Resolved")
    assert took["worst minutes"] == "30.0"
    paper = at(world, report, "/evidence").page
    assert paper is not None
    assert paper.shows(
        "Fixed Saturday 21 November 2026 02:40 GMT. Until Saturday 21 November 2026 10:10 GMT the record"
    )
    assert paper.shows("said Saturday 21 November 2026 04:10 GMT; Mo Haddad corrected it.")
    assert not report.page_shows("The log says so")
    assert is_quiet(world)


def downtime(world: World) -> str:
    (row,) = [one for one in rows(world.mo.signs_in(), "/manage/downtime.csv?month=2026-11") if "CRM" in one["service"]]
    return row["minutes"]


def csv(world: World, name: str) -> list[dict[str, str]]:
    return rows(world.mo.signs_in(), f"/manage/reports/{name}.csv?by=week&of=2026-11-16")


def test_what_was_resolved_with_it_was_fixed_with_it_unless_it_came_later(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    first = world.carol.reports("crm")
    world.passes(minutes=5)
    second = world.nadia.reports("crm")
    world.passes(minutes=30)
    third = world.nadia.reports("crm", phone="07700 900111", email="nadia@elsewhere.example")
    resolved(world, first)
    later = world.incident(third.reference).resolved_at
    browser = at(world, first, "/times")
    assert browser.page.shows("2 reports that were resolved with it get the same time")  # type: ignore[union-attr]

    browser.presses("Correct", fixed_at="2026-11-21T02:20", reason="The log says so")

    fixed_at = datetime(2026, 11, 21, 2, 20, tzinfo=UTC)
    assert [world.incident(one.reference).resolved_at for one in (first, second, third)] == [fixed_at, fixed_at, later]


def test_a_second_correction_takes_along_what_the_first_one_left_where_it_was(each_world: World) -> None:
    world = each_world
    first, later = an_outage_of_two(world)
    said_at = world.incident(later.reference).resolved_at
    browser = at(world, first, "/times")
    browser.presses("Correct", fixed_at="2026-11-21T02:20", reason="The log says so")
    assert world.incident(later.reference).resolved_at == said_at, "it was reported only after that"

    browser = at(world, first, "/times")
    assert browser.page.shows("One report that was resolved with it gets the same time")  # type: ignore[union-attr]
    browser.presses("Correct", fixed_at="2026-11-21T03:00", reason="No: a slip of mine")

    fixed_at = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    assert [world.incident(one.reference).resolved_at for one in (first, later)] == [fixed_at, fixed_at]
    assert [world.kinds(one.reference).count("corrected.times") for one in (first, later)] == [2, 1]


def test_what_has_that_time_already_is_not_corrected_once_more(world: World) -> None:
    first, later = an_outage_of_two(world)
    at(world, later, "/times").presses("Correct", fixed_at="2026-11-21T03:00", reason="Their own log says so")

    at(world, first, "/times").presses("Correct", fixed_at="2026-11-21T03:00", reason="So does ours")

    assert [world.kinds(one.reference).count("corrected.times") for one in (first, later)] == [1, 1]


def test_what_was_resolved_before_it_was_opened_again_keeps_its_time(each_world: World) -> None:
    world = each_world
    first, later = an_outage_of_two(world)
    said_at = world.incident(later.reference).resolved_at
    first.page()
    first.browser.presses("Still broken")
    world.passes(minutes=5)
    at(world, first).presses("It's fixed", words="Really")
    world.settles()

    at(world, first, "/times").presses("Correct", fixed_at="2026-11-21T03:00", reason="The log says so")

    assert world.incident(first.reference).resolved_at == datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    assert world.incident(later.reference).resolved_at == said_at


def an_outage_of_two(world: World) -> tuple[Sent, Sent]:
    """Carol reports at 02:10 and Nadia at 02:45; both are resolved in one moment."""
    world.at("Saturday 02:10")
    first = world.carol.reports("crm")
    world.passes(minutes=35)
    later = world.nadia.reports("crm", phone="07700 900111", email="nadia@elsewhere.example")
    resolved(world, first, minutes=60)
    assert world.incident(later.reference).lead_id == world.incident(first.reference).id
    return first, later


@pytest.mark.parametrize(
    ("when", "reason", "words"),
    [
        ("2026-11-21T02:09", "Seen", "That is before the report"),
        ("2026-11-22T03:00", "Seen", "That is still to come"),
        ("", "Seen", "Type when it was fixed, as in 2026-11-24 02:40"),
        ("2026-11-21T02:20", " ", "Say why: colleagues read it later"),
    ],
)
def test_a_time_at_which_it_cannot_have_been_fixed_is_said_at_its_field(
    world: World, when: str, reason: str, words: str
) -> None:
    world.at("Saturday 02:10")
    report = resolved(world, world.carol.reports("crm"))
    was = world.incident(report.reference).resolved_at

    page = at(world, report, "/times").presses("Correct", fixed_at=when, reason=reason)

    assert (page.status, page.title[:6]) == (422, "Error:")
    assert page.shows(f"There is a problem {words}")
    assert world.incident(report.reference).resolved_at == was


def test_the_time_that_the_record_has_and_a_second_press_change_nothing(world: World) -> None:
    world.at("2026-11-21T02:10:17+00:00")
    report = resolved(world, world.carol.reports("crm"))
    browser = at(world, report, "/times")
    form = browser.page.form("Correct")  # type: ignore[union-attr]

    browser.sends(form, "Correct", reason="Seen")
    assert "corrected.times" not in world.kinds(report.reference)
    for _ in range(2):
        assert browser.sends(form, "Correct", reason="Seen", fixed_at="2026-11-21T02:10").status == 200

    assert world.kinds(report.reference).count("corrected.times") == 1
    assert world.incident(report.reference).resolved_at == world.report(report.reference).received_at


def test_what_was_fixed_within_the_minute_of_its_report_stays_so_where_the_minute_does(world: World) -> None:
    world.at("2026-11-21T02:10:10+00:00")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    world.clock.move(timedelta(seconds=30))
    dana.presses("It's fixed", words="Made room")

    page = at(world, report, "/times").presses("Correct", reason="Seen")

    assert page.status == 200
    assert world.incident(report.reference).resolved_at == datetime(2026, 11, 21, 2, 10, 40, tzinfo=UTC)
    assert "corrected.times" not in world.kinds(report.reference)


def test_two_managers_who_correct_it_at_once_correct_it_once(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = resolved(world, world.carol.reports("crm"))
    browser = at(world, report, "/times")
    form = browser.page.form("Correct")  # type: ignore[union-attr]

    pages = at_once(4, lambda _: browser.twin().sends(form, "Correct", reason="Seen", fixed_at="2026-11-21T02:20"))

    assert {page.status for page in pages} == {200}
    assert world.kinds(report.reference).count("corrected.times") == 1


def test_what_is_open_has_no_time_to_correct(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    page = at(world, report, "/times").page

    assert page is not None
    assert page.status == 409
    assert page.shows("It is open: say first that it is fixed")


def test_a_drill_that_is_over_takes_nothing_more(world: World) -> None:
    world.at("Saturday 02:10")
    agree(world, "Dana")
    drill = begins(world)
    world.passes(hours=24)
    browser = world.mo.signs_in()

    assert world.incident(drill.reference).resolved_at
    assert browser.open(f"/manage/incidents/{drill.reference}/times").status == 409
    assert not browser.open(f"/manage/incidents/{drill.reference}").shows("What has come to light since")
