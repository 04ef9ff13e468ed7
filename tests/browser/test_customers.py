"""The customers' directory in a real browser: every page can be read by everybody, and a file goes in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Night, troubles
from tests.browser.test_pages import signs_in

FILE = "name,account_code,email_domains,notes\nNova,NOVA,nova.example,\nAcme Foods,ACME,acme.example,Ring Dave\n"


@pytest.mark.parametrize(
    "where",
    ["/manage/customers", "/manage/customers?search=nothing", "/manage/customers/new", "/manage/customers/import"],
)
def test_the_directory_can_be_read_by_everybody(night: Night, where: str) -> None:
    page = night.page()
    signs_in(page, where)

    room = page.get_by_role("link", name="Customers", exact=True, include_hidden=True)
    expect(room).to_have_attribute("aria-current", "page")
    assert troubles(page) == []


def test_a_customer_can_be_read_edited_and_archived_by_everybody(night: Night) -> None:
    night.world.carol.reports("crm")
    page = night.page()
    signs_in(page, "/manage/customers?search=acme")

    page.get_by_role("link", name="Acme Foods").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme Foods")
    assert troubles(page) == []
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Email domains").fill("gmail.com")
    page.get_by_label("Term, last day").fill("2027-03-31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("gmail.com is a public mail domain")
    assert troubles(page) == []
    page.get_by_label("Email domains").fill("acme.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("until 31 March 2027")).to_be_visible()
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_role("button", name="Bring back from the archive")).to_be_visible()
    assert troubles(page) == []


def test_a_file_is_looked_at_and_imported(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/customers/import")

    looks(page, "name,email_domains\nNova,gmail.com\n")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text("Line 2, email_domains: gmail.com is a public mail domain")).to_be_visible()
    assert troubles(page) == []
    looks(page, FILE)
    expect(page.get_by_text("1 new, 1 changed, 0 unchanged.")).to_be_visible()
    assert troubles(page) == []
    page.get_by_role("button", name="Import 2 customers").click()
    expect(page.get_by_text("Imported: 1 new, 1 changed, 0 unchanged.")).to_be_visible()
    expect(page.get_by_role("link", name="Nova")).to_be_visible()
    assert troubles(page) == []


def looks(page: Page, text: str) -> None:
    """Chooses a file and looks at it."""
    file = {"name": "customers.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("CSV file").set_input_files(files=[file])
    page.get_by_role("button", name="Look at the file").click()
