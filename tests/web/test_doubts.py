"""Programs that fill in the form: asked once whether they are a person, never refused, and no typed word is lost."""

from datetime import timedelta

import pytest

from tests.web.seen import PAGE_2, filled, kept
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

STRANGER = PAGE_2 | {"company": "Nowhere Known Ltd", "email": "nadia@nowhere.example"}
QUICK = timedelta(seconds=1)


def page_2(world: World, takes: timedelta | None = None) -> Browser:
    browser = world.carol.browser()
    browser.takes = takes or browser.takes
    browser.open("/report")
    browser.presses("Continue", services=["crm", "sites"], affected="unsure")
    return browser


def asks_once(page: Page, typed: dict[str, str]) -> bool:
    """It asks, says that nothing was sent, and has every word."""
    assert page.shows("Are you a person? Press Send again.")
    assert page.shows("Your report has not been sent yet")
    again = filled(page.form("Send"))
    assert {name: again[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert again["services"] == ["crm", "sites"]
    return True


def test_whose_browser_fills_in_every_field_is_asked_once_and_loses_nothing(night: World):
    browser = page_2(night)
    assert browser.page is not None
    every = {name: "https://nowhere.example" for name, value in browser.page.form("Send").fields if not value}

    assert "website" in every
    assert asks_once(browser.presses("Send", **(every | STRANGER)), STRANGER)
    assert not kept(night, "reports")

    assert browser.presses("Send").shows("We're alerting an engineer")
    (report,) = kept(night, "reports")
    assert (report["errors"], report["name"]) == (STRANGER["errors"], STRANGER["name"])


def test_who_fills_it_in_within_two_seconds_is_asked_once(night: World):
    browser = page_2(night, QUICK)

    assert asks_once(browser.presses("Send", **STRANGER), STRANGER)
    assert browser.presses("Send").shows("We're alerting an engineer")


def test_an_error_after_the_question_brings_it_no_second_time(night: World):
    browser = page_2(night, QUICK)
    browser.presses("Send", **STRANGER)

    assert browser.presses("Send", email="nadia at nowhere").status == 422
    assert browser.presses("Send", email="nadia@nowhere.example").shows("We're alerting an engineer")


def test_two_seconds_are_enough(night: World):
    assert page_2(night, timedelta(seconds=2)).presses("Send", **STRANGER).shows("We're alerting an engineer")


def test_a_known_customer_is_not_asked(night: World):
    page = page_2(night, QUICK).presses("Send", **(PAGE_2 | {"website": "https://acme.example"}))

    assert page.shows("We're alerting an engineer")


@pytest.mark.parametrize("shown", ["", "yesterday", "2026-11-21T02:00:00", "9999-12-31T23:59:59Z"])
def test_whatever_a_form_says_of_its_age_it_is_taken_at_the_second_press_at_the_latest(night: World, shown: str):
    browser = page_2(night)

    first = browser.presses("Send", **(STRANGER | {"shown": shown}))

    assert "reference" in first.text or browser.presses("Send").shows("We're alerting an engineer")
    assert len(kept(night, "reports")) == 1


def test_a_form_from_before_it_had_an_age_is_taken_at_once(night: World):
    browser = page_2(night)

    assert browser.presses("Send", **(STRANGER | {"shown": []})).shows("We're alerting an engineer")


def test_people_do_not_meet_the_trap(night: World):
    page = page_2(night).page
    assert page is not None

    trap = page.html.partition('name="website"')

    assert trap[0].rstrip().endswith('<input id="trap"')
    assert 'class="hidden" aria-hidden="true"' in trap[0]
    assert 'tabindex="-1"' in trap[2][:80]


def test_a_report_that_is_too_long_says_what_to_shorten(night: World):
    page = page_2(night).presses("Send", **(STRANGER | {"errors": "x" * 65 * 1024}))

    assert page.status == 413
    assert page.shows("shorten what the error says to 10,000 characters")
