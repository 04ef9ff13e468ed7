"""What the stories of our own illness share: a world whose providers write down what they are handed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from app.domain.delivery import Medium
from tests.dispatcher.conftest import Outside
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

REFERENCE = re.compile(r"reference [A-HJKMNP-Z2-9]{5}\b")


@pytest.fixture
def open_ill(
    request: pytest.FixtureRequest, open_world: Callable[..., World], outside: Outside
) -> Callable[..., World]:
    """Opens a world on an engine, whose providers write down what they were handed, and who was on call is known."""

    def open_one(engine: str = "sqlite", **settings: str) -> World:
        channels = {Medium.SMS: (outside.texts,), Medium.VOICE: (outside.calls,), Medium.MAIL: (outside.mails,)}
        world = open_world(request.getfixturevalue(f"{engine}_url"), channels=channels, **settings)
        world.at("Saturday 02:10")
        turn(world)
        return world

    return open_one


@pytest.fixture
def night(open_ill: Callable[..., World]) -> World:
    """On SQLite."""
    return open_ill()


def turn(world: World) -> None:
    """The clerk looks, and whoever is being rung has been."""
    world.app.extensions["clerk"].turn()
    world.app.extensions["direct"].rings_no_more()


def page_2(world: World) -> Browser:
    """Carol's browser, about to send."""
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    return browser


def sends(world: World, errors: str = "none") -> Page:
    """What she sees once she has sent it, and whoever is being rung has been."""
    page = page_2(world).presses("Send", **world.carol.details(errors))
    world.app.extensions["direct"].rings_no_more()
    return page


def is_no_false_success(page: Page) -> bool:
    """Whether a page shows neither a reference nor that somebody is on the way."""
    return page.status == 503 and not REFERENCE.search(page.text) and not page.shows("alerting an engineer")
