"""Signing in, and out of every browser, in a real one: by a password, and by the company's account across two sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Night, listening, served, troubles
from tests.browser.test_pages import signs_in
from tests.world import World
from tests.world.identity import Company

BUTTON = "Sign in with your company account"


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """The company's provider, on another site than the portal: by a name where that is an address."""
    with Company.running() as company:
        company.url = company.url.replace("127.0.0.1", "localhost")
        company.knows("mo", groups=["portal-managers"])
        yield company


@pytest.fixture
def desk(sqlite_url: str, open_world: Callable[..., World], chromium: Browser, company: Company) -> Iterator[Night]:
    with listening() as (listener, url):
        world = open_world(sqlite_url, PUBLIC_URL=url, **company.settings())
        world.clock.set(company.now())
        with served(world, listener):
            night = Night(world=world, url=url, chromium=chromium)
            yield night
            night.close()
    # The provider's own page asks a third party for its style, which may be out of reach.
    assert [fault for fault in night.faults if "net::ERR_" not in fault] == []


def at_the_company(page: Page, who: str) -> None:
    """Somebody signs in on the provider's own page."""
    page.locator("input[name=sub]").fill(who)
    page.locator("button", has_text="Authorize").click()


def test_a_browser_goes_to_the_company_and_comes_back_signed_in(desk: Night) -> None:
    page = desk.page()
    page.goto("/manage/rota")
    assert troubles(page) == []

    page.get_by_role("link", name=BUTTON).click()
    at_the_company(page, "mo")

    expect(page).to_have_url(f"{desk.url}/manage/rota")
    expect(page.get_by_role("button", name="Menu")).to_be_visible()


def test_a_refusal_is_read_out_and_a_password_is_at_hand(desk: Night) -> None:
    page = desk.page()
    page.goto("/manage/sign-in")
    page.get_by_role("link", name=BUTTON).click()
    at_the_company(page, "stranger")

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("does not confirm your email address")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert troubles(page) == []


def test_a_persons_sign_ins_can_be_read_by_everybody(night: Night) -> None:
    page, phone = night.page(), night.page()
    signs_in(phone, "/manage/")
    signs_in(page, "/manage/sessions")

    expect(page.get_by_role("link", name="Your sign-ins", include_hidden=True)).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.locator(".shifts li")).to_have_count(2)
    assert troubles(page) == []
    page.locator(".shifts li").nth(1).get_by_role("button").click()
    expect(page.get_by_role("status")).to_have_text("That browser is signed out")
    assert troubles(page) == []
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to the desk")
    phone.goto("/manage/rota")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sign in to the desk")
