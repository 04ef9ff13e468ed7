"""The whole job in a real browser, by the keyboard alone and without JavaScript: from the form to "it works"."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Night

STOPS = 60  # more than any page has between two things that somebody wants


def goes_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until it has the focus, which can be seen."""
    expect(wanted).to_be_attached()
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            shown = "one => (one.matches('.choice input') ? one.nextElementSibling : one)"
            outline = wanted.evaluate(f"one => getComputedStyle(({shown})(one)).outlineStyle")
            assert outline != "none", f"the focus on {page.url} cannot be seen"
            return
    raise AssertionError(f"Tab never reaches it on {page.url}")


def presses(page: Page, wanted: Locator, key: str = "Enter") -> None:
    goes_to(page, wanted)
    page.keyboard.press(key)


def types(page: Page, label: str, words: str) -> None:
    goes_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without it"])
def test_from_the_report_to_it_works_by_the_keyboard_alone(night: Night, script: bool) -> None:
    carol = night.page(java_script_enabled=script)
    headline = carol.get_by_role("heading", level=1)
    carol.goto("/")
    presses(carol, carol.get_by_role("link", name="Report an emergency"))
    presses(carol, carol.locator("#services-crm"), "Space")
    presses(carol, carol.locator("#affected-everyone"), "Space")
    presses(carol, carol.get_by_role("button", name="Continue"))
    presses(carol, carol.locator("#started-now"), "Space")
    types(carol, "What does the error say?", "HTTP 503")
    types(carol, "Company", "Acme Foods")
    types(carol, "Your name", "Carol")
    types(carol, "Phone tonight", "07700 900982")
    types(carol, "Email", "carol at acme")
    presses(carol, carol.get_by_role("button", name="Send and alert an engineer"))

    expect(carol.get_by_role("link", name="Type an email address, as in name@example.com")).to_be_visible()
    types(carol, "Email", "carol@acme.example")
    presses(carol, carol.get_by_role("button", name="Send and alert an engineer"))
    expect(headline).to_have_text("We're alerting an engineer")

    night.world.settles()
    dana = night.page(java_script_enabled=script)
    dana.goto(night.world.dana.phone.receives_text("CRM down").link)
    presses(dana, dana.get_by_role("button", name="Acknowledge"))
    expect(dana.get_by_role("heading", level=1)).to_contain_text("You have ")
    types(dana, "What you tell the customer", "A full disk. We are making room.")
    presses(dana, dana.get_by_role("button", name="Reply to the customer"))
    expect(dana.get_by_text("The customer had their reply")).to_be_visible()

    presses(carol, carol.get_by_role("link", name="Refresh"))
    expect(headline).to_have_text("We've replied. An engineer is on it")
    expect(carol.get_by_text("A full disk. We are making room.")).to_be_visible()
    presses(carol, carol.get_by_role("link", name="Correct what you told us"))
    types(carol, "Phone tonight", "07700 900555")
    presses(carol, carol.get_by_role("button", name="Save what I changed"))
    expect(carol.get_by_text("it said: 07700 900982")).to_be_visible()

    presses(dana, dana.get_by_role("button", name="It's fixed"))
    expect(dana.get_by_role("heading", level=1)).to_contain_text("was resolved at")
    presses(carol, carol.get_by_role("link", name="Refresh"))
    presses(carol, carol.get_by_role("button", name="Yes, it works"))
    expect(headline).to_have_text("It's working again")
