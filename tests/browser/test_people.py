"""People and their phones in a real browser: a number is added, proved and put in order by everybody."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Night, troubles
from tests.browser.test_pages import signs_in


def test_a_number_can_be_added_and_proved_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/people")
    assert troubles(page) == []
    page.get_by_role("link", name="Dana Okafor").click()

    page.get_by_role("button", name="Add and send a code").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert troubles(page) == []
    page.get_by_label("Number or mail address").fill("07400 123456")
    page.get_by_role("button", name="Add and send a code").click()
    expect(page.get_by_role("status")).to_contain_text("A code was texted")
    night.world.settles()
    code = next(text for text in reversed(night.world.dana.phone.all()) if "is the code" in text.words).words.split()[1]
    page.get_by_label("Code", exact=True).fill("12")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert troubles(page) == []
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("status")).to_contain_text("is verified")

    page.get_by_role("link", name="Remove +447400123456, texts").click()
    assert troubles(page) == []
    page.get_by_role("button", name="Yes, remove it").click()
    expect(page.get_by_role("status")).to_contain_text("was removed")
    page.goto("/manage/people/new")
    assert troubles(page) == []
