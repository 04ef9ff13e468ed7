"""How an incident went, why it was late, and the page for its customer: nothing for axe to find on any of them."""

from __future__ import annotations

from tests.browser.conftest import Night, troubles
from tests.browser.test_desk_access import seen
from tests.browser.test_pages import signs_in
from tests.web import week


def test_how_it_went_and_the_customers_page_can_be_read_by_everybody(night: Night) -> None:
    names = week.happens(night.world)
    page = night.page()
    signs_in(page, "/manage/")
    late, still_open = f"/manage/incidents/{names['late']}", f"/manage/incidents/{names['open']}"

    assert seen(page, late, still_open, f"{late}/for-customer", f"{still_open}/for-customer", f"{late}/evidence") == []


def test_why_it_was_late_can_be_noted_by_everybody(night: Night) -> None:
    names = week.happens(night.world)
    page = night.page()
    signs_in(page, "/manage/")

    place = f"/manage/incidents/{names['late']}/breach"
    assert seen(page, place) == []
    page.get_by_role("button", name="Keep the note").click()
    assert page.title().startswith("Error: ")
    assert troubles(page) == []

    page.goto(place)
    page.get_by_label("A third party").check()
    page.get_by_label("Why was it missed?").fill("The fibre was cut")
    page.get_by_role("button", name="Keep the note").click()
    assert seen(page, "/manage/reports?by=week&of=2026-11-16") == []
