"""The availability page: each service's month, what counted and what did not, and both CSVs."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.web.seen import kept
from tests.world import World
from tests.world.browser import Browser


def is_down(world: World, minutes: int, services: str = "crm") -> str:
    """Carol reports, Dana takes it and mends it."""
    sent = world.carol.reports(services, "Error 503")
    world.dana.phone.reads_all()
    page = world.mo.signs_in()
    page.open(f"/manage/incidents/{sent.reference}")
    page.presses("Acknowledge")
    world.clock.move(timedelta(minutes=minutes))
    page.open(f"/manage/incidents/{sent.reference}")
    page.presses("It's fixed", words="Mended")
    return sent.reference


def announces(world: World, **changes: str) -> None:
    browser = world.mo.signs_in()
    browser.open("/manage/maintenance")
    usual = {"kind": "planned", "services": "crm", "starts_at": "2026-11-21T02:20", "ends_at": "2026-11-21T02:40"}
    page = browser.presses("Announce it", **(usual | changes))
    assert page.status == 200, page.text


def rows(browser: Browser, path: str) -> list[dict[str, str]]:
    answer = browser._client.get(path, base_url="http://127.0.0.1:8000")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@pytest.fixture
def december(night: World) -> World:
    """An hour of the CRM's downtime on a Saturday of November, twenty minutes of it in a planned window."""
    announces(night)
    is_down(night, 60)
    night.at("2026-12-03T10:00:00+00:00")
    return night


def test_the_month_is_told_by_service(december: World):
    page = december.mo.signs_in().open("/manage/availability?month=2026-11")

    assert page.headline == "Availability in November 2026"
    assert page.shows("Prospect 365 CRM 99.907 % 99.9 % met 40.0 20.0")
    assert page.shows("Website 100.000 % 99.9 % met 0.0 0.0")


def test_each_stretch_says_why_it_counted(december: World):
    page = december.mo.signs_in().open("/manage/availability?month=2026-11")

    reference = kept(december, "reports")[0]["reference"]
    assert page.shows(f"Sat 21 Nov 02:10 Sat 21 Nov 02:20 10.0 yes No exception applies {reference}")
    assert page.shows(f"Sat 21 Nov 02:20 Sat 21 Nov 02:40 20.0 no Planned maintenance {reference}")
    assert page.shows(f"Sat 21 Nov 02:40 Sat 21 Nov 03:10 30.0 yes No exception applies {reference}")


def test_the_csvs_say_the_same(december: World):
    browser = december.mo.signs_in()

    services, stretches = (rows(browser, f"/manage/{name}.csv?month=2026-11") for name in ("availability", "downtime"))

    assert [row["service"] for row in services][:2] == ["Prospect 365 CRM", "Prospect 365 Sites"]
    assert services[0] == {
        "month": "2026-11", "service": "Prospect 365 CRM", "target %": "99.9", "minutes in the month": "43200.0",
        "minutes counted": "40.0", "minutes excepted": "20.0", "availability %": "99.907", "standing": "met",
    }  # fmt: skip
    assert [(row["minutes"], row["counted"], row["reason"]) for row in stretches] == [
        ("10.0", "yes", "No exception applies"),
        ("20.0", "no", "Planned maintenance"),
        ("30.0", "yes", "No exception applies"),
    ]
    assert stretches[0]["from (Europe/London)"] == "2026-11-21 02:10:00"


def test_the_month_that_runs_is_counted_until_now(night: World):
    is_down(night, 60)

    page = night.mo.signs_in().open("/manage/availability")

    assert page.headline == "Availability in November 2026"
    assert page.shows("The month so far, until 3:10am, Saturday 21 November.")
    assert page.shows("Prospect 365 CRM 99.793 % 99.9 % missed 60.0 0.0")


def test_what_is_not_resolved_and_what_names_no_service_are_told_apart(night: World):
    nowhere = is_down(night, 60, "unsure")
    unresolved = night.carol.reports("website").reference
    night.clock.move(timedelta(minutes=1))

    page = night.mo.signs_in().open("/manage/availability?month=2026-11")

    assert page.shows(f"Not in these figures yet: {unresolved}, because it is not resolved.")
    assert page.shows(f"Counted for no service: {nowhere}, because nobody said which service it was.")
    assert page.shows("No downtime of a resolved incident.")


def test_downtime_begins_when_the_customer_says(night: World):
    browser = night.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    browser.presses("Send", **(night.carol.details() | {"started": "at", "started_at": "1:40am"}))
    night.settles()
    desk = night.mo.signs_in()
    desk.open(f"/manage/incidents/{kept(night, 'reports')[0]['reference']}")
    desk.presses("It's fixed", words="")

    assert desk.open("/manage/availability").shows("Sat 21 Nov 01:40 Sat 21 Nov 02:10 30.0 yes")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("2026-13", '"2026-13" is no month: write it as in 2026-11'),
        ("last", '"last" is no month'),
        ("", '"" is no month'),
        ("0000-01", '"0000-01" is no month'),
        ("9999-12", '"9999-12" is no month'),
        ("2026-12", "2026-12 has not begun"),
        ("<script>alert(1)</script>", "is no month"),
    ],
)
def test_a_month_that_is_none_is_said_with_the_choice_beside_it(night: World, asked: str, words: str):
    browser = night.mo.signs_in()
    page = browser.open(f"/manage/availability?month={asked}")

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows(words)
    for name in ("availability", "downtime"):
        answer = browser._client.get(f"/manage/{name}.csv?month={asked}", base_url="http://127.0.0.1:8000")
        assert (answer.status_code, answer.mimetype) == (422, "text/plain")


def test_an_older_month_is_chosen_by_its_address(night: World):
    page = night.mo.signs_in().open("/manage/availability?month=2020-02")

    assert page.headline == "Availability in February 2020"
    assert page.form("Show").fields == [("month", "2020-02")]


def test_engineers_may_read_it(night: World):
    assert night.dana.signs_in().open("/manage/availability").status == 200


@pytest.mark.parametrize(("policy", "said"), [("pugpig", True), ("informed", False)])
def test_the_page_says_that_notice_holds_in_every_region(
    sqlite_url: str, open_world: Callable[..., World], policy: str, said: bool
):
    world = open_world(sqlite_url, POLICY=policy)

    page = world.mo.signs_in().open("/manage/availability")

    words = (
        "those of every region, United Kingdom and United States: notice of maintenance has to be long enough in each"
    )
    assert page.shows(words) == said


def test_a_window_says_in_which_region_the_notice_was_too_short(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, POLICY="pugpig")
    world.at("2026-11-20T15:00:00+00:00")

    announces(world, kind="emergency", services="app", starts_at="2026-11-21T02:20", ends_at="2026-11-21T02:40")

    page = world.mo.signs_in().open("/manage/maintenance")
    assert page.shows("emergency maintenance with only 3 h of the 4 h of notice in business hours (United Kingdom)")
