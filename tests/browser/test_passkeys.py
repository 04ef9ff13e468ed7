"""Passkeys in a real browser, whose authenticator is made of software: made, shown, given as proof, and refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import Night, listening, served, troubles
from tests.browser.test_pages import signs_in
from tests.stories.test_drills import of
from tests.web.seen import kept
from tests.world import World


@pytest.fixture
def desk(sqlite_url: str, open_world: Callable[..., World], chromium: Browser) -> Iterator[Night]:
    """The portal under a name, for browsers make no passkey for a bare address."""
    with listening() as (listener, address):
        url = address.replace("127.0.0.1", "localhost")
        world = open_world(sqlite_url, PUBLIC_URL=url)
        world.at("Saturday 02:10")
        with served(world, listener):
            night = Night(world=world, url=url, chromium=chromium)
            yield night
            night.close()
    assert night.faults == []


class Authenticator:
    """The device of one page: it has a finger on it, unless a test takes it away."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                   "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
        self.id: str = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def sends(self, what: str, **more: Any) -> Any:
        """A command to the device."""
        return self._session.send(f"WebAuthn.{what}", {"authenticatorId": self.id, **more})


def with_device(desk: Night) -> tuple[Page, Authenticator]:
    page = desk.page()
    return page, Authenticator(page)


def adds(page: Page, name: str) -> None:
    page.goto("/manage/passkeys")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("status")).to_have_text(f"{name} signs you in from now on")


def signs_out(page: Page) -> None:
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out Mo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to the desk")


def test_a_passkey_is_made_signs_in_and_after_its_removal_does_not(desk: Night) -> None:
    page, _ = with_device(desk)
    signs_in(page, "/manage/passkeys")
    adds(page, "My phone")
    assert troubles(page) == []
    signs_out(page)
    assert troubles(page) == []

    page.goto("/manage/rota")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is on call")

    page.goto("/manage/sessions")
    expect(page.locator(".shifts")).to_contain_text("by passkey")
    page.get_by_role("link", name="Passkeys").click()
    page.get_by_role("link", name="Rename or remove My phone").click()
    assert troubles(page) == []
    page.get_by_role("button", name="Remove My phone").click()
    expect(page.get_by_role("status")).to_contain_text("opens nothing here any more")
    signs_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("That passkey was not taken")
    assert troubles(page) == []


def test_the_question_before_a_change_is_answered_by_a_passkey(desk: Night) -> None:
    page, _ = with_device(desk)
    signs_in(page, "/manage/passkeys")
    adds(page, "My phone")
    desk.world.clock.move(timedelta(minutes=11))
    page.goto(f"/manage/people/{of(desk.world, 'Eve').id}")
    page.get_by_label("What they may do").select_option("manager")
    page.get_by_role("button", name="Change the role").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    assert troubles(page) == []

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("status").first).to_contain_text("Eve is a manager now")


def test_without_a_finger_nobody_comes_in_and_the_page_says_so(desk: Night) -> None:
    page, device = with_device(desk)
    signs_in(page, "/manage/passkeys")
    adds(page, "My phone")
    signs_out(page)
    device.sends("setUserVerified", isUserVerified=False)

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("Your device showed no passkey")
    assert troubles(page) == []
    device.sends("setUserVerified", isUserVerified=True)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Menu")).to_be_visible()


def test_a_device_makes_one_and_counts_its_uses(desk: Night) -> None:
    page, device = with_device(desk)
    signs_in(page, "/manage/passkeys")
    adds(page, "My phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Your device showed no passkey")
    assert troubles(page) == []
    signs_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Menu")).to_be_visible()

    (row,) = kept(desk.world, "passkeys")
    (there,) = device.sends("getCredentials")["credentials"]

    assert row["counter"] == there["signCount"] > 0
    assert row["used_at"] is not None


def test_an_answer_that_is_posted_twice_is_refused(desk: Night) -> None:
    """The form is sent once more by hand, as it went out, with the cookie that the browser had then."""
    page, _ = with_device(desk)
    signs_in(page, "/manage/passkeys")
    adds(page, "My phone")
    signs_out(page)
    sent: list[tuple[dict[str, str], str]] = []
    page.on("request", lambda one: sent.append((one.all_headers(), one.post_data or ""))
            if one.url.endswith("/sign-in/passkey") else None)  # fmt: skip
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Menu")).to_be_visible()
    ((headers, body),) = sent

    answer = page.request.post(
        "/manage/sign-in/passkey", data=body, max_redirects=0,
        headers={name: headers[name] for name in ("cookie", "content-type", "referer", "origin")},
    )  # fmt: skip

    assert answer.status == 422
    assert "There is a problem" in answer.text()


def test_without_javascript_the_pages_say_what_else_works(desk: Night) -> None:
    page = desk.page(java_script_enabled=False)
    page.goto("/manage/passkeys")
    expect(page.get_by_text("Your password and code work without.")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("Email address").fill("mo@example.com")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
