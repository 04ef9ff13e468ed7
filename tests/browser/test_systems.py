"""What is for other systems, in a real browser: tokens and webhooks, made and looked at by everybody."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Night, troubles
from tests.browser.test_pages import signs_in


def test_tokens_and_webhooks_can_be_made_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/systems")

    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert troubles(page) == []
    page.get_by_label("Which system reads with it?").fill("Wall board")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_role("status")).to_contain_text("eir_")
    page.get_by_role("link", name="New webhook").click()
    page.get_by_role("button", name="Make the webhook").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert troubles(page) == []
    page.get_by_label("Which system is told?").fill("Team chat")
    page.get_by_label("Address").fill("https://chat.invalid/in")
    page.get_by_role("button", name="Make the webhook").click()
    expect(page.get_by_role("status")).to_contain_text("whsec_")
    night.world.carol.reports("crm")
    page.get_by_role("link", name="For other systems").click()
    assert troubles(page) == []
    page.get_by_role("link", name="Team chat").click()
    expect(page.get_by_text("An incident opened", exact=True).first).to_be_visible()
    assert troubles(page) == []
