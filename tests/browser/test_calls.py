"""A voice page in a browser: picked up on the demo's phones, taken by a key, without a script."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Night, troubles


def test_dana_picks_up_and_takes_it_by_a_key(night: Night) -> None:
    report = night.world.carol.reports("crm")
    night.world.passes(minutes=2)
    page = night.page(java_script_enabled=False)
    page.goto("/demo/phones")

    page.get_by_role("link", name="Pick up").click()
    said = page.get_by_label("What the call says").inner_text()
    key = re.search(r"To take it, press (\d)", said)
    assert key is not None
    page.get_by_role("button", name=key[1], exact=True).click()

    expect(page.get_by_text("Thank you. You have it")).to_be_visible()
    assert report.page_shows("An engineer is on it")


def test_every_state_of_a_call_can_be_read_and_pressed_by_anybody(night: Night) -> None:
    night.world.carol.reports("crm")
    night.world.passes(minutes=5)
    page = night.page()
    page.goto("/demo/phones")
    assert troubles(page) == []

    page.get_by_role("link", name="Pick up").first.click()
    assert troubles(page) == []

    for _ in range(3):
        page.get_by_role("button", name="Press nothing").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The call is over")
    assert troubles(page) == []
