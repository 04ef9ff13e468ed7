"""Time on call: managers see everybody's, an engineer sees their own; trends; and a customer's own month."""

import pytest

from tests.web import week
from tests.world import World


@pytest.fixture
def friday(world: World) -> World:
    """Friday evening of a week of which everything is known."""
    world.names = week.happens(world)  # type: ignore[attr-defined]
    return world


def customer_id(world: World) -> str:
    found = world.report(world.names["late"]).customer_id  # type: ignore[attr-defined]
    assert found
    return found


def test_a_manager_sees_whose_nights_were_broken(friday: World):
    page = friday.mo.signs_in().open("/manage/reports/load")

    assert page.headline == "Time on call, November 2026"
    # paged at 18:00, at 02:10 and at 20:00: one of them in the night. Nobody is paged twice by one round.
    assert page.shows("Dana Okafor 1 3 0 476.0 356.0 120.0 0.0 primary 476.0")
    assert page.shows("Mo Haddad")


def test_an_engineer_sees_their_own_alone(friday: World):
    browser = friday.dana.signs_in()
    page = browser.open("/manage/reports/load")

    assert page.headline == "Your time on call, November 2026"
    assert page.shows("Dana Okafor")
    assert not page.shows("Eve Lindqvist")
    assert {row["person"] for row in week.rows(browser, "/manage/reports/load.csv?by=month&of=2026-11")} == {
        "Dana Okafor"
    }


def test_the_hours_are_a_csv_by_layer_and_in_all(friday: World):
    found = week.rows(friday.mo.signs_in(), "/manage/reports/load.csv?by=month&of=2026-11")

    dana = [row for row in found if row["person"] == "Dana Okafor"]
    assert [(row["layer"], row["hours on call"], row["nights broken"], row["pages"]) for row in dana] == [
        ("primary", "476.0", "", ""),
        ("all", "476.0", "1", "3"),
    ]
    (mo,) = [row for row in found if row["person"] == "Mo Haddad" and row["layer"] == "all"]
    assert mo["acknowledged"] == "2"


@pytest.mark.parametrize("asked", ["2026-13", "2026-12", "x"])
def test_a_month_that_is_none_is_said(friday: World, asked: str):
    page = friday.mo.signs_in().open(f"/manage/reports/load?of={asked}")

    assert page.status == 422
    assert page.shows("There is a problem")


def test_trends_are_by_service_and_by_customer(friday: World):
    browser = friday.dana.signs_in()
    page = browser.open("/manage/reports/trends")

    assert page.headline == "Trends over 13 months"
    assert page.shows("Prospect 365 Sites: 1")
    assert page.shows("Acme Foods: 3")
    assert page.shows("3 in all: too few for a trend.")
    services = week.rows(browser, "/manage/reports/trends/services.csv")
    assert len(services) == 3 * 13
    assert [row for row in services if row["promise missed"] != "0"] == [
        {"subject": "Prospect 365 Sites", "month": "2026-11", "accepted": "1", "promise missed": "1"}
    ]
    (november,) = [
        row for row in week.rows(browser, "/manage/reports/trends/customers.csv") if row["month"] == "2026-11"
    ]
    assert november["accepted"] == "3"
    assert browser.fetches("/manage/reports/trends/staff.csv").status_code == 404


def test_a_customer_has_a_month_to_print(friday: World):
    browser = friday.dana.signs_in()
    browser.open(f"/manage/customers/{customer_id(friday)}")
    page = browser.open(browser.page.link("Their month, to print"))  # type: ignore[union-attr]

    assert page.headline == "Acme Foods: November 2026"
    assert page.shows("Your reports 4 Accepted as emergencies 3 Not accepted 1 0 not covered, 1 for the daytime team")
    assert page.shows("Replied to in the promised time: 1 of 2, 1 not due yet.")
    assert page.shows("Wed 18 Nov 02:10 Prospect 365 Sites accepted 20 min 2 h 10 min late 2 h 10 min")
    assert page.shows("passed to the daytime team")
    assert browser.open(page.link("October 2026")).shows("Nothing was reported.")


def test_a_note_for_colleagues_is_not_on_the_customers_page(friday: World):
    browser = friday.mo.signs_in()
    browser.open(f"/manage/incidents/{friday.names['late']}/breach")  # type: ignore[attr-defined]
    browser.presses("Keep the note", cause="asleep", words="Dana overslept")

    assert not browser.open(f"/manage/customers/{customer_id(friday)}/reports/2026-11").shows("overslept")


@pytest.mark.parametrize("month", ["2026-12", "2026-13", "last"])
def test_a_customer_has_no_month_that_is_none(friday: World, month: str):
    browser = friday.mo.signs_in()

    assert browser.open(f"/manage/customers/{customer_id(friday)}/reports/{month}").status == 404


def test_an_unknown_customer_has_no_month(world: World):
    world.at("Saturday 02:10")

    assert world.mo.signs_in().open(f"/manage/customers/{'0' * 32}/reports/2026-11").status == 404
