"""The tracking page in a real browser: it changes by itself, from state to state, and says aloud what changed alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.web.customer.forms import own_questions
from tests.browser.conftest import Night


def test_carol_sees_each_state_without_a_reload_and_hears_only_what_changed(night: Night) -> None:
    report = night.world.carol.reports("crm")
    page = night.page()
    page.goto(report.url)
    heading, said = page.get_by_role("heading", level=1), page.locator("#said")
    expect(heading).to_have_text("We're alerting an engineer")
    expect(page.get_by_text("by 4:10am (2 h left), UK time")).to_be_visible()
    expect(said).to_have_text("")
    page.evaluate("window.isTheSame = true")

    night.world.passes(minutes=16)
    expect(heading).to_have_text("We haven't reached anyone yet")
    expect(said).to_contain_text("We haven't reached anyone yet")
    expect(page.get_by_text("by 4:10am (1 h 44 min left), UK time")).to_be_visible()

    night.world.dana.phone.all()[-1].opens_link().presses("Acknowledge")
    night.world.settles()
    expect(heading).to_have_text("An engineer is on it")
    expect(said).to_contain_text("An engineer is on it")
    expect(said).to_have_attribute("role", "status")
    assert page.evaluate("window.isTheSame"), "the page was loaded anew"


@pytest.mark.parametrize("night", ["kustomer", "prospect365"], indirect=True)
def test_a_page_says_what_language_it_is_in_and_its_times_are_written_so(night: Night) -> None:
    policy = night.world.desk.policy
    answers = {one.field: one.choices[0].slug if one.choices else "none" for one in own_questions(policy)}
    report = night.world.carol.reports(policy.services[0].slug, **answers)
    page = night.page()

    for path in ("/", report.url):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", policy.hours.language)
        expect(page.locator("main")).to_contain_text(policy.hours.zone_name)
