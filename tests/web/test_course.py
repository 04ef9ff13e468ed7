"""The incident's page answers how the time went, when what is due is due, and whom to ring."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.store.incidents import Incident
from tests.web import week
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page


@pytest.fixture
def friday(world: World) -> World:
    """Friday evening of a week of which everything is known."""
    world.names = week.happens(world)  # type: ignore[attr-defined]
    return world


def opened(world: World, reference: str) -> Page:
    return world.mo.signs_in().open(f"/manage/incidents/{reference}")


def test_each_step_is_told_with_its_time_from_the_report_and_who_took_it(friday: World):
    page = opened(friday, friday.names["in time"])  # type: ignore[attr-defined]

    assert page.shows("+6 min Acknowledged (Mo Haddad)")
    assert page.shows("+40 min First reply by a person (Mo Haddad)")
    assert page.shows("+40 min Resolved (Mo Haddad)")
    assert page.shows("Response: 2 h allowed, 1 h 20 min to spare.")
    assert "<svg" in page.html, "it is over, so there is a picture of it"


def test_what_was_late_says_by_how_much(friday: World):
    page = opened(friday, friday.names["late"])  # type: ignore[attr-defined]

    assert page.shows("Response: 2 h allowed, late by 10 min.")


def test_it_says_what_the_reports_say(friday: World):
    browser = friday.mo.signs_in()
    times = week.rows(browser, "/manage/reports/times.csv?by=week&of=2026-11-16")
    worst = {row["from the report to"]: float(row["worst minutes"]) for row in times if row["worst minutes"]}

    page = browser.open(f"/manage/incidents/{friday.names['late']}")  # type: ignore[attr-defined]

    assert (worst["Acknowledged"], worst["First reply by a person"]) == (20, 130)
    assert page.shows("+20 min Acknowledged")
    assert page.shows("+2 h 10 min First reply by a person")


def test_while_it_is_open_it_says_what_is_left_and_then_by_how_much_it_is_over(night: World):
    reference = night.carol.reports("crm").reference
    night.passes(minutes=30)
    page = opened(night, reference)
    assert page.shows("+0.0 s First page handed over")
    assert page.shows("Response: 2 h allowed, 1 h 30 min left.")
    assert page.shows("Reply due 4:10am (1 h 30 min left): on track")

    night.passes(hours=2)

    page = opened(night, reference)
    assert page.shows("Response: 2 h allowed, over by 30 min, and not there yet.")
    assert page.shows("Reply due 4:10am: missed")


def test_whoever_has_it_reads_by_when_to_give_a_sign_of_life_and_nobody_else_does(night: World):
    reference = night.carol.reports("crm").reference
    night.passes(minutes=6)
    desk = night.dana.signs_in()
    desk.open(f"/manage/incidents/{reference}")
    desk.presses("Acknowledge")

    assert desk.open(f"/manage/incidents/{reference}").shows("Without a sign of life by 2:46am we page again.")
    assert not opened(night, reference).shows("Without a sign of life")
    desk.presses("It's fixed", words="Made room")
    assert not desk.open(f"/manage/incidents/{reference}").shows("Without a sign of life")


def test_a_drill_has_no_course(night: World):
    desk = night.mo.signs_in()
    desk.open("/manage/people")
    desk.open(desk.page.link("Mo Haddad"))  # type: ignore[union-attr]
    desk.presses("I take part in drills")
    desk.open("/manage/drills/new")
    desk.presses("Start")
    night.settles()
    with night.desk.database.reading() as session:
        reference = session.scalars(select(Incident.reference)).one()

    page = desk.open(f"/manage/incidents/{reference}")

    assert page.headline == "DRILL"
    assert not page.shows("How the time went")


def test_the_customers_number_can_be_pressed_at_the_desk_and_is_plain_on_their_own_page(night: World):
    report = night.carol.reports("crm")

    assert ("tel:07700900982", "07700 900982") in opened(night, report.reference).links
    assert not [href for href, _ in report.page().links if href == "tel:07700900982"]


def test_an_unverified_customers_earlier_reports_are_found_by_address_or_number(night: World):
    first = night.files(email="A@Else.example", phone="07700 900111").reference
    night.clock.move(timedelta(minutes=1))
    second = night.files(email="b@else.example", phone="(07700) 900-111").reference
    night.clock.move(timedelta(minutes=1))
    other = night.files(email="c@third.example", phone="").reference
    night.clock.move(timedelta(minutes=1))
    third = night.files(email="a@else.example", phone="07700 900222").reference

    browser = night.mo.signs_in()
    assert _earlier(browser, first) == []
    assert _earlier(browser, second) == [first]
    assert _earlier(browser, third) == [first]
    assert _earlier(browser, other) == []
    page = browser.open(f"/manage/incidents/{third}")
    assert page.shows("Earlier, from the same address or number")
    assert page.shows("it may be somebody else")


def test_a_known_customers_page_links_all_of_theirs_in_the_log(night: World):
    reference = night.carol.reports("crm").reference
    browser = night.mo.signs_in()

    page = browser.open(f"/manage/incidents/{reference}")
    link = page.link("All that Acme Foods reported")

    assert link.startswith("/manage/?customer=")
    assert browser.open(link).shows(reference)


def _earlier(browser: Browser, reference: str) -> list[str]:
    page = browser.open(f"/manage/incidents/{reference}")
    _, _, after = page.html.partition("Earlier, from the same address or number")
    section = after.partition("</section>")[0]
    return list(dict.fromkeys(words for href, words in page.links if f'"{href}"' in section))
