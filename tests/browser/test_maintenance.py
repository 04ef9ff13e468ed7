"""Maintenance and availability in a real browser: every state can be read by everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Night, troubles
from tests.browser.test_pages import signs_in

COMING = ("Planned maintenance", "Prospect 365 CRM", "2026-11-22T22:00", "2026-11-23T02:00")
RUNNING = ("Emergency maintenance", "Website", "2026-11-21T02:00", "2026-11-21T04:00")


@pytest.fixture
def desk(night: Night) -> Page:
    """Mo at the desk, with a window that runs and one that comes."""
    page = night.page()
    signs_in(page, "/manage/maintenance")
    for kind, service, start, end in (COMING, RUNNING):
        page.get_by_label(kind).check()
        page.get_by_role("checkbox", name=service).check()
        page.get_by_label("From").fill(start)
        page.get_by_label("Until").fill(end)
        page.get_by_label("What customers read about it").fill("Pages may be slow.")
        page.get_by_role("button", name="Announce it").click()
        expect(page.get_by_role("rowheader", name=service)).to_be_visible()
    return page


def test_the_list_and_each_window_can_be_read_by_everybody(desk: Page) -> None:
    assert troubles(desk) == []

    for link, button in (("Change or cancel", "Cancel the maintenance"), ("End it early", "End it now")):
        desk.goto("/manage/maintenance")
        desk.get_by_role("link", name=link).click()
        expect(desk.get_by_role("button", name=button)).to_be_visible()
        assert troubles(desk) == []


def test_a_time_that_happens_twice_is_asked_about_where_the_focus_is(desk: Page) -> None:
    desk.get_by_label("Planned maintenance").check()
    desk.get_by_role("checkbox", name="Website").check()
    desk.get_by_label("From").fill("2027-10-31T01:30")
    desk.get_by_label("Until").fill("2027-10-31T03:00")
    desk.get_by_role("button", name="Announce it").click()

    expect(desk.get_by_role("alert")).to_be_focused()
    assert troubles(desk) == []
    desk.get_by_role("link", name="happens twice: say which one you mean").click()
    expect(desk.get_by_role("group", name="Which start do you mean?")).to_be_focused()
    expect(desk.get_by_label("From")).to_have_value("2027-10-31T01:30")


def test_customers_can_read_it_everywhere(night: Night, desk: Page) -> None:
    page = night.page()

    page.goto("/")
    expect(page.get_by_text("Emergency maintenance of Website is going on")).to_be_visible()
    expect(page.get_by_role("heading", name="Maintenance in the next 7 days")).to_be_visible()
    assert troubles(page) == []
    page.get_by_role("link", name="Report an emergency").click()
    expect(page.get_by_label("Website Emergency maintenance until 4:00am")).to_be_visible()
    assert troubles(page) == []
    page.goto(night.world.carol.reports("website").url)
    expect(page.get_by_text("We look after it all the same.")).to_be_visible()
    assert troubles(page) == []


def test_availability_can_be_read_by_everybody(night: Night, desk: Page) -> None:
    night.world.carol.reports("website")
    dana = night.world.dana.phone.receives_text("Website down").opens_link()
    dana.presses("Acknowledge")
    for _ in range(2):
        night.world.passes(minutes=25)
        dana.presses("Add the note", words="Looking")
    dana.presses("It's fixed", words="Mended")

    desk.goto("/manage/availability")
    expect(desk.get_by_role("cell", name="missed")).to_be_visible()
    assert troubles(desk) == []
    desk.goto("/manage/availability?month=none")
    expect(desk.get_by_role("alert")).to_contain_text('"none" is no month')
    assert troubles(desk) == []
