"""A customer's keys in a real browser: made, copied and revoked by everybody."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Night, troubles
from tests.browser.test_pages import signs_in


def test_a_key_can_be_made_and_revoked_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/customers?search=acme")
    page.get_by_role("link", name="Acme Foods").click()

    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert troubles(page) == []
    page.get_by_label("What is the key for?").fill("Nightly monitor")
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_role("status")).to_contain_text("eip_")
    assert troubles(page) == []
    page.locator("summary", has_text="Nightly monitor").click()
    expect(page.get_by_text("cannot be taken back").first).to_be_visible()
    assert troubles(page) == []
    page.get_by_role("button", name="Revoke it (Nightly monitor").click()
    expect(page.get_by_text("revoked Sat 21 Nov 02:10")).to_be_visible()
    expect(page.get_by_text("eip_")).to_have_count(0)
    assert troubles(page) == []
