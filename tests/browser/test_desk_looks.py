"""The desk on a phone and by keyboard alone: its menu, its lists, and what can be folded away without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Night, troubles
from tests.browser.test_pages import signs_in
from tests.stories.test_drills import agree
from tests.web import week

LISTS = (
    "/manage/", "/manage/people", "/manage/customers", "/manage/maintenance", "/manage/rota", "/manage/mail",
    "/manage/drills", "/manage/handover", "/manage/reports",
)  # fmt: skip
# All that can be pressed or typed in, but what stands in something that is folded.
STOPS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility({ contentVisibilityAuto: true }) && !one.disabled)
  .map((one, at) => one.dataset.stop = String(at)).length"""
HERE = "() => document.activeElement.dataset.stop ?? ''"


def tabbed(page: Page, most: int) -> list[str]:
    """Where Tab stops from the top of the page, once around."""
    found: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if found[-1:] == [here]:  # a date has several places of its own
            continue
        if here in found and here:
            break
        found.append(here)
    return [one for one in found if one]


def test_the_rooms_are_in_a_menu_on_a_phone_and_in_a_line_on_a_desk(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/")
    rota, menu = page.get_by_role("link", name="Rota", exact=True), page.get_by_role("button", name="Menu")
    expect(rota).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(rota).to_be_visible()
    assert troubles(page) == []

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is on call")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(menu).to_be_hidden()
    expect(rota).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")


def test_every_list_is_gone_through_with_a_keyboard(night: Night) -> None:
    week.happens(night.world)
    agree(night.world, "Dana", "Mo")
    page = night.page()
    signs_in(page, "/manage/")

    for place in LISTS:
        page.goto(place)
        number = page.evaluate(STOPS)
        went = tabbed(page, number + 60)
        # Of radio buttons with one name Tab enters the chosen one alone, or the first or the last of them.
        grouped = page.evaluate("() => [...document.querySelectorAll('[type=radio]')].map((one) => one.dataset.stop)")
        missed = {str(one) for one in range(number)} - {*went, *grouped}
        assert not missed, [page.locator(f"[data-stop='{one}']").evaluate("one => one.outerHTML") for one in missed]


def test_the_heads_that_put_the_log_in_order_are_seen_by_whoever_reaches_them_with_a_keyboard(night: Night) -> None:
    week.happens(night.world)
    page = night.page()
    signs_in(page, "/manage/")
    page.set_viewport_size({"width": 390, "height": 800})
    head = page.get_by_role("columnheader").get_by_role("link", name="Acknowledged")

    head.focus()
    assert head.evaluate("one => one.getBoundingClientRect().height") >= 24
    assert head.evaluate("one => getComputedStyle(one.closest('thead')).clipPath") == "none"
    assert troubles(page) == []
    page.keyboard.press("Enter")

    expect(page.get_by_label("Order")).to_have_value("acknowledged")
    assert troubles(page) == []


@pytest.mark.parametrize("has_scripts", [True, False])
def test_events_are_sorted_and_messages_unfolded_without_scripts(night: Night, has_scripts: bool) -> None:
    report = night.world.carol.reports("crm", "HTTP 503")
    page = night.page(java_script_enabled=has_scripts)
    page.goto(f"/manage/incidents/{report.reference}")
    page.get_by_label("Email address").fill("mo@example.com")
    page.get_by_label("Password").fill("night-shift-demo")
    page.get_by_role("button", name="Sign in").click()
    handed, round_one = page.get_by_text("Text to Dana Okafor handed"), page.get_by_text("Round 1: paging Dana")
    expect(handed).to_be_visible()

    page.get_by_role("checkbox", name="Messages").uncheck()
    expect(handed).to_be_hidden()
    expect(round_one).to_be_visible()
    page.get_by_role("checkbox", name="Messages").check()
    expect(handed).to_be_visible()
    page.get_by_text("Page, by text").click()
    expect(page.get_by_text("P365 EMERGENCY")).to_be_visible()
    if has_scripts:
        assert troubles(page) == []


def test_a_message_that_was_unfolded_stays_so_when_the_page_brings_itself_up_to_date(night: Night) -> None:
    report = night.world.carol.reports("crm", "HTTP 503")
    page = night.page()
    page.clock.install()
    signs_in(page, f"/manage/incidents/{report.reference}")
    page.get_by_text("Page, by text").click()
    page.get_by_role("heading", name="Messages").click()
    expect(page.get_by_text("P365 EMERGENCY")).to_be_visible()

    night.world.passes(minutes=5)
    page.clock.run_for(16_000)

    expect(page.get_by_role("rowheader", name="Eve Lindqvist").first).to_be_visible()
    expect(page.get_by_text("P365 EMERGENCY").first).to_be_visible()
