"""A resolution that came too late: in Reports, in its note, in the customer's month and in the Monday mail."""

from collections.abc import Callable

import pytest

from tests.web import week
from tests.web.seen import memory
from tests.world import World
from tests.world.browser import Browser
from tests.world.people import Message

TEN = "2026-11-23T10:00:00+00:00"  # a Monday; L1: a reply within 2 h, a resolution within 4 h
REPORTS = "/manage/reports?by=week&of=2026-11-23"


@pytest.fixture
def fixed_late(sqlite_url: str, open_world: Callable[..., World]) -> World:
    """Answered in time, and fixed five hours after the report, an hour late."""
    world = open_world(sqlite_url, POLICY="informed")
    world.at(TEN)
    world.reference = world.carol.reports("core", impact="unavailable").reference  # type: ignore[attr-defined]
    world.passes(minutes=6)
    desk = at_desk(world)
    desk.presses("Acknowledge")
    desk.presses("Reply to the customer", **{"part-diagnosis": "A full disk", "part-timetable": "By noon"})
    world.passes(minutes=294)
    at_desk(world).presses("It's fixed", words="Made room")
    world.settles()
    return world


def test_it_is_listed_and_counted_by_its_own_promise(fixed_late: World):
    browser = fixed_late.mo.signs_in()

    page = browser.open(REPORTS)

    assert page.shows("Replied to in time: 1 of 1.")
    assert page.shows("Resolved in time: 0 of 1.")
    assert page.shows(
        "Resolution Mon 23 Nov 14:00 Mon 23 Nov 15:00 Acknowledged 6 min after the report, and resolved 4 h"
    )
    (row,) = week.rows(browser, "/manage/reports/breaches.csv?by=week&of=2026-11-23")
    assert (row["promise"], row["due"], row["kept"]) == ("resolution", "2026-11-23 14:00:00", "2026-11-23 15:00:00")
    trends = {one["month"]: one["promise missed"] for one in week.rows(browser, "/manage/reports/trends/services.csv")}
    assert trends["2026-11"] == "1"


def test_its_note_says_which_promise_it_is_about(fixed_late: World):
    browser = at_desk(fixed_late)
    assert browser.page is not None
    assert browser.page.shows("To be resolved by 2:00pm: missed: note why")

    page = browser.open(browser.page.link("note why the resolution was late"))
    assert page.headline == "Why was the resolution late?"
    page = browser.presses("Keep the note", cause="longer", words="The disk had to be copied")

    assert page.shows("Mo put the missed resolution down to this: It took longer than promised")
    assert page.shows("Mo noted why the resolution was missed: The disk had to be copied")
    page = browser.open(REPORTS)
    assert page.shows("It took longer than promised. The disk had to be copied (Mo Haddad)")
    assert page.shows("It took longer than promised 0 1")


def test_the_reply_was_in_time_so_there_is_nothing_to_note_of_it(fixed_late: World):
    browser = at_desk(fixed_late)
    path = f"/manage/incidents/{fixed_late.reference}/breach"  # type: ignore[attr-defined]
    before = memory(fixed_late)

    assert browser.open(f"{path}?promise=response").status == 409
    assert browser.open(f"{path}?promise=everything").status == 409
    browser.open(path)
    answer = browser.presses("Keep the note", cause="longer", words="Hm", promise="response")

    assert answer.status == 409
    assert memory(fixed_late) == before


def test_both_can_be_late_and_each_page_leads_to_the_other(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, POLICY="informed")
    world.at(TEN)
    world.reference = world.carol.reports("core", impact="unavailable").reference  # type: ignore[attr-defined]
    world.passes(hours=5)
    browser = at_desk(world)

    page = browser.open(f"/manage/incidents/{world.reference}/breach")  # type: ignore[attr-defined]
    assert page.headline == "Why was the reply late?"
    page = browser.open(page.link("note why"))

    assert page.headline == "Why was the resolution late?"
    assert len(week.rows(browser, "/manage/reports/breaches.csv?by=week&of=2026-11-23")) == 2


def test_the_customers_month_says_both(fixed_late: World):
    browser = fixed_late.mo.signs_in()
    page = browser.open("/manage/customers")
    customer = page.link("Acme Foods")

    page = browser.open(f"{customer}/reports/2026-11")

    assert page.shows("Resolved in the promised time: 0 of 1.")
    assert page.shows("accepted 6 min 6 min in time 5 h late")


def test_the_monday_mail_names_both(fixed_late: World):
    fixed_late.at("2026-11-30T12:00:00+00:00")

    (mail,) = [Message(fixed_late, one) for one in fixed_late.deliveries() if one.wording == "weekly"]

    assert "Replied to in time: 1 of 1. Resolved in time: 0 of 1" in mail.words
    assert f"Promises missed: none. Resolved too late: {fixed_late.reference}" in mail.words  # type: ignore[attr-defined]


def test_the_log_goes_on_to_find_by_the_reply(fixed_late: World):
    browser = fixed_late.mo.signs_in()
    reference = fixed_late.reference  # type: ignore[attr-defined]

    assert browser.open("/manage/?standing=met").shows(reference)
    assert not browser.open("/manage/?standing=missed").shows(reference)


def at_desk(world: World) -> Browser:
    desk = world.mo.signs_in()
    desk.open(f"/manage/incidents/{world.reference}")  # type: ignore[attr-defined]
    return desk
