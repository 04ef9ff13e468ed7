"""The first hour on a phone: the keyboard is enough, axe finds nothing in any state, and nothing scrolls sideways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp import TOTP

from config import Settings
from tests.browser.conftest import Night, listening, served, troubles
from tests.stories import test_first_hour as story
from tests.world import World
from tests.world.first_hour import PASSWORD, FirstHour, begun


@dataclass(kw_only=True)
class Shown:
    """The empty portal in a browser, and the people of its story in theirs."""

    hour: FirstHour
    night: Night


@pytest.fixture
def shown(sqlite_url: str, tmp_path: Path, chromium: Browser) -> Iterator[Shown]:
    """Production, but for the encryption that a proxy brings."""
    worlds: list[World] = []

    with listening() as (listener, url):

        def opened(database_url: str, *, is_furnished: bool, **known: Any) -> World:
            settings = Settings.from_env({"DATABASE_URL": database_url, "SPOOL": str(tmp_path / "spool"), **known})
            worlds.append(World(replace(settings, public_url=url), is_furnished=is_furnished))
            return worlds[-1]

        with begun(opened, sqlite_url) as hour, served(hour.world, listener):
            night = Night(world=hour.world, url=url, chromium=chromium)
            yield Shown(hour=hour, night=night)
            night.close()
        for world in worlds:
            world.close()
    assert night.faults == []


def tabs_to(page: Page, words: str) -> None:
    """Presses Tab until what has the focus says this, or is labelled so."""
    said = "e => (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText || e.value || '').trim()"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"({said})(document.activeElement)").startswith(words):
            return
    raise AssertionError(f"Tab never comes to {words!r} on {page.url}")


def types(page: Page, label: str, words: str) -> None:
    tabs_to(page, label)
    page.keyboard.type(words)


def comes_in(shown: Shown, page: Page) -> None:
    """Fay with a keyboard alone, from the door to the steps."""
    page.goto("/manage")
    for label, words in (("Set-up code", shown.hour.setup_code()), ("Your name", "Fay Osei"),
                         ("Your email address", "fay@example.com"), ("A password", PASSWORD)):  # fmt: skip
        types(page, label, words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your authenticator app")
    secret = re.search(r"secret=([A-Z2-7]+)", page.content())
    assert secret is not None
    types(page, "Code", TOTP(secret[1]).at(int(shown.hour.world.clock.now().timestamp())))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is everything set up?")


def test_a_keyboard_is_enough_from_the_door_to_a_proved_phone(shown: Shown) -> None:
    page = shown.night.page()
    comes_in(shown, page)

    tabs_to(page, "How an emergency reaches you")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fay Osei")
    tabs_to(page, "Number or mail address")
    page.keyboard.type("07700 900101")
    tabs_to(page, "Add and send a code")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("A code was texted")
    shown.hour.world.settles()
    tabs_to(page, "Code")
    page.keyboard.type(shown.hour.texted_digits())
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is verified, and counts from now on")
    tabs_to(page, "Back to set-up")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is everything set up?")
    tabs_to(page, "Send me a test")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("A test is on its way to +447700900101")


def test_the_page_for_the_first_administrator_can_be_used_by_everybody(shown: Shown) -> None:
    page = shown.night.page()
    page.goto("/manage")
    assert troubles(page) == []

    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
    assert troubles(page) == []


def test_each_state_of_the_steps_can_be_used_by_everybody(shown: Shown) -> None:
    hour, page = shown.hour, shown.night.page()
    comes_in(shown, page)
    assert troubles(page) == []

    hour.browser = shown.hour.window()
    cookie = next(one for one in page.context.cookies() if one["name"] == "portal")
    hour.browser._client.set_cookie("portal", cookie["value"], domain="127.0.0.1")
    story.proves_herself(hour)
    story.adds_gita(hour)
    story.plans_the_rota(hour)
    story.tries_the_providers(hour)
    page.goto("/manage/setup")
    expect(page.get_by_text("5 of 6 steps are done")).to_be_visible()
    assert troubles(page) == []

    story.answers_a_drill(hour)
    page.goto("/manage/setup")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are ready")
    assert troubles(page) == []
