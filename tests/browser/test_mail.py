"""The pages of mail in a real browser: nothing for axe to find, and a mail written in the demo rings a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from app.demo import PASSWORD
from tests.browser.conftest import Night, troubles


def test_a_mail_written_in_the_demo_goes_the_whole_way(night: Night) -> None:
    page = night.page()
    page.goto("/demo/mail")
    assert troubles(page) == []
    page.get_by_label("Subject").fill("Nobody can log in")
    page.get_by_label("What it says").fill("The CRM is down for all of us.\n\n-- \nCarol")
    page.get_by_role("button", name="Send the mail").click()
    expect(page.get_by_role("status")).to_contain_text("It became a report")
    assert troubles(page) == []
    night.world.settles()

    page.goto("/demo/phones")
    assert troubles(page) == []
    page.get_by_role("link", name="Reply to").click()
    assert "+" in page.get_by_label("To", exact=True).input_value()
    page.get_by_role("button", name="Send the mail").click()
    expect(page.get_by_role("status")).to_contain_text("It joined a report")

    page.goto(night.world.carol.mailbox.receives("Nobody has been woken yet").link)
    assert troubles(page) == []
    page.get_by_label("Prospect 365 CRM").check()
    page.get_by_label("Everyone").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("What does the error say?")).to_have_value(
        "Nobody can log in\n\nThe CRM is down for all of us."
    )


def test_the_desks_pages_of_mail_are_sound(night: Night) -> None:
    page = night.page()
    page.goto("/demo/mail")
    page.get_by_label("Subject").fill("Out of office")
    page.get_by_label("What it says").fill("I am away.\n\n> Your reference is K7Q4M.")
    page.get_by_label("A program sent it by itself").check()
    page.get_by_role("button", name="Send the mail").click()
    page.goto("/manage/sign-in")
    page.get_by_label("Email").fill("mo@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Mail", exact=True).click()
    expect(page.get_by_role("cell", name="a program sent it by itself")).to_be_visible()
    assert troubles(page) == []
    page.get_by_role("link", name="21 Nov").click()
    assert troubles(page) == []
    page.get_by_role("button", name="Make it a report").click()
    expect(page.get_by_role("heading", name="The mail")).to_be_visible()
    assert troubles(page) == []
