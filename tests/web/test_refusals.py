"""What was refused stands in the reports by clause, with who overturned it and why."""

from __future__ import annotations

from tests.stories.test_overturning import overturns, refused
from tests.web.test_availability import rows
from tests.world import World


def test_the_reports_count_it_as_overturned_and_list_it_under_its_clause(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    one = refused(world)
    world.passes(minutes=1)
    other = refused(world, "on-premise", "everyone")
    overturns(world, one.reference, "=It is everyone")
    browser = world.mo.signs_in()

    page = browser.open("/manage/reports?by=week&of=2026-11-16")

    assert page.shows("Received 2")
    assert page.shows("Accepted 0")
    assert page.shows("Overturned 1 refused at first, then accepted")
    assert page.shows("PS-5: 1 refused, 1 of them overturned")
    assert page.shows(f"{one.reference} Sat 21 Nov 02:10 unverified Mo Haddad accepted it, Sat 21 Nov 02:11 =It is")
    assert page.shows("PS-10: 1 refused")
    assert page.link(other.reference) == f"/manage/incidents/{other.reference}"
    assert page.link("All that was not covered, in the log, from PS-5") == "/manage/?verdict=declined"
    assert page.shows("Replied to in time: none due yet, 1 not due yet.")
    found = rows(browser, "/manage/reports/refusals.csv?by=week&of=2026-11-16")
    assert [(row["clause"], row["reference"], row["by"], row["why"]) for row in found] == [
        ("PS-5", one.reference, "Mo Haddad", "'=It is everyone"),
        ("PS-10", other.reference, "", ""),
    ]
    counts = {row["what"]: row["reports"] for row in rows(browser, "/manage/reports/counts.csv?by=week&of=2026-11-16")}
    assert (counts["refused"], counts["overturned"]) == ("2", "1")


def test_who_sent_the_same_form_again_is_told_apart_from_whom_a_colleague_helped(world: World) -> None:
    world.at("Saturday 02:10")
    report = refused(world)
    report.browser.presses("It now affects everyone")
    report.browser.presses("Send", **world.carol.details())

    page = world.mo.signs_in().open("/manage/reports?by=week&of=2026-11-16")

    assert page.shows("Overturned 1")
    assert page.shows("Sent again, and accepted")


def test_a_late_answer_to_what_was_overturned_is_a_missed_promise(world: World) -> None:
    world.at("Saturday 02:10")
    report = refused(world)
    overturns(world, report.reference)
    world.passes(hours=3)

    page = world.mo.signs_in().open("/manage/reports?by=week&of=2026-11-16")

    assert page.shows("Replied to in time: 0 of 1.")
    assert page.shows(f"Note why the response of {report.reference}")


def test_a_week_without_refusals_says_so(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")

    page = world.mo.signs_in().open("/manage/reports?by=week&of=2026-11-16")

    assert page.shows("What was refused, by clause Nothing.")
