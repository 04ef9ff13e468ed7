"""The main job once in a real browser: from the form to the acknowledgement."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Night, fills_in_who_she_is, troubles


def test_carol_reports_and_sees_live_that_dana_has_it(night: Night) -> None:
    carol = night.page()
    carol.goto("/")
    expect(carol.locator("main")).to_have_attribute("data-gate", "open")
    assert troubles(carol) == []

    carol.get_by_role("link", name="Report an emergency").click()
    carol.get_by_label("Prospect 365 CRM").check()
    carol.get_by_label("Everyone").check()
    assert troubles(carol) == []
    carol.get_by_role("button", name="Continue").click()

    carol.get_by_label("Earlier, at a time that I know").check()
    carol.get_by_label("Time, and date if it was not today").fill("1:40am")
    carol.get_by_label("What does the error say?").fill("HTTP 503\nService unavailable")
    fills_in_who_she_is(carol)
    assert troubles(carol) == []
    carol.get_by_role("button", name="Send and alert an engineer").click()
    expect(carol.get_by_role("heading", level=1)).to_have_text("We're alerting an engineer")
    carol.get_by_label("Add or correct something").fill("It is the same in Leeds")
    night.world.settles()

    dana = night.page()
    dana.goto("/demo/phones")
    assert troubles(dana) == []
    text = dana.locator(".message.sms").first
    expect(text).to_contain_text("CRM down, ALL users")
    text.get_by_role("link").click()
    expect(dana.get_by_text("Nobody has it yet")).to_be_visible()
    assert troubles(dana) == []
    dana.get_by_role("button", name="Acknowledge").click()
    expect(dana.get_by_role("heading", level=1)).to_contain_text("You have ")
    expect(dana.get_by_role("link", name="Ring Carol: 07700 900982")).to_be_visible()
    assert troubles(dana) == []

    expect(carol.get_by_role("heading", level=1)).to_have_text("An engineer is on it")
    expect(carol.get_by_role("status")).to_contain_text("An engineer is on it")
    expect(carol.get_by_label("Add or correct something")).to_have_value("It is the same in Leeds")
    assert troubles(carol) == []


def test_carol_reports_by_keyboard_alone_and_without_javascript(night: Night) -> None:
    carol = night.page(java_script_enabled=False)
    carol.goto("/")
    tabs_to(carol, "main a")
    carol.keyboard.press("Enter")

    tabs_to(carol, "#services-crm")
    carol.keyboard.press("Space")
    tabs_to(carol, "input[name=affected]")
    carol.keyboard.press("Space")
    tabs_to(carol, "main button")
    carol.keyboard.press("Enter")

    tabs_to(carol, "#started-now")
    carol.keyboard.press("Space")
    for field, words in (("errors", "none"), ("company", "Acme Foods"), ("name", "Carol"), ("phone", "07700 900982")):
        tabs_to(carol, f"#{field}")
        carol.keyboard.type(words)
    night.world.passes(seconds=50)
    tabs_to(carol, "main button")
    carol.keyboard.press("Enter")

    expect(carol.get_by_role("heading", level=1)).to_have_text("We're alerting an engineer")
    night.world.settles()
    night.world.dana.phone.receives_text("CRM down").opens_link().presses("Acknowledge")
    carol.get_by_role("link", name="Refresh").click()
    expect(carol.get_by_role("heading", level=1)).to_have_text("An engineer is on it")


def test_a_second_press_of_send_is_not_a_second_report(night: Night) -> None:
    carol = night.page()
    carol.goto("/report")
    carol.get_by_label("Prospect 365 CRM").check()
    carol.get_by_label("Everyone").check()
    carol.get_by_role("button", name="Continue").click()
    carol.get_by_label("Just now").check()
    carol.get_by_label("What does the error say?").fill("none")
    fills_in_who_she_is(carol)

    carol.get_by_role("button", name="Send").dblclick()

    expect(carol.get_by_role("heading", level=1)).to_have_text("We're alerting an engineer")
    night.world.settles()
    assert len(night.world.dana.phone.all()) == 1


def tabs_to(page: Page, selector: str) -> None:
    """Presses Tab until the first such element has the focus."""
    wanted = page.locator(selector).first
    expect(wanted).to_be_attached()
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"Tab never reaches {selector} on {page.url}")
