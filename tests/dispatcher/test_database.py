"""A database that is locked, or full: no reference is shown that cannot be kept, and no send is forgotten."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from app.domain.delivery import Medium, State
from app.store.database import LOCK_SECONDS
from tests.dispatcher.conftest import Outside
from tests.world import World

DANA = "+447700900101"
REFERENCE = re.compile(r"reference [A-HJKMNP-Z2-9]{5}\b")
LONG = "The whole log of it. " * 400


@pytest.fixture
def full_world(sqlite_url: str, open_world: Callable[..., World]) -> World:
    """A world whose disk takes not one page more, on a Saturday at ten past two."""
    world = open_world(sqlite_url)
    world.at("Saturday 02:10")
    _every_connection(world, "PRAGMA max_page_count = 1")
    return world


def test_a_full_disk_shows_no_reference_and_keeps_what_was_typed(full_world: World) -> None:
    world = full_world
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")

    page = _until_it_is_full(world, browser)

    assert page.status == 503
    assert page.shows("We have kept your report")
    assert page.shows(world.desk.policy.telephone)
    assert not REFERENCE.search(page.text)
    assert ("errors", LONG.strip()) in page.form("Send").fields


def test_when_the_disk_has_room_again_the_same_form_is_one_report_and_pages(full_world: World) -> None:
    world = full_world
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    before = len(world.dana.phone.all())
    page = _until_it_is_full(world, browser)
    form = page.form("Send")

    _every_connection(world, "PRAGMA max_page_count = 1000000")
    page = browser.sends(form, "Send")
    world.settles()

    assert REFERENCE.search(page.text)
    assert len(world.dana.phone.all()) > before


def test_a_settle_that_meets_a_lock_is_tried_again_and_nothing_is_sent_twice(
    sqlite_url: str, outside: Outside, open_world: Callable[..., World]
) -> None:
    channels = {Medium.SMS: (outside.texts,), Medium.MAIL: (outside.mails,)}
    world = open_world(sqlite_url, channels=channels)
    world.at("Saturday 02:10")
    _every_connection(world, "PRAGMA busy_timeout = 1")
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    browser.presses("Send", **world.carol.details())
    another = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    outside.texts.next(lambda _: _locked(another))

    with pytest.raises(Exception, match="locked"):
        world.settles()
    another.execute("ROLLBACK")
    another.close()
    world.settles()

    assert outside.texts.asked_for(DANA) == 1
    text = world.dana.phone.receives_text("EMERGENCY")
    assert text.delivery.state == State.SENT
    assert text.delivery.attempts == 1


def test_the_lock_is_waited_for_longer_than_any_of_our_own_transactions_takes() -> None:
    assert LOCK_SECONDS >= 10


def _locked(another: sqlite3.Connection) -> None:
    another.execute("BEGIN IMMEDIATE")


def _until_it_is_full(world: World, browser: Any) -> Any:
    """A database has pages with some room left, so several reports may fit; each that fits is kept and shown."""
    for _ in range(40):
        page = browser.presses("Send", **world.carol.details(LONG))
        if page.status != 200:
            return page
        assert REFERENCE.search(page.text)
        browser.open("/report")
        browser.presses("Continue", services="crm", affected="everyone")
    raise AssertionError("the disk never got full")


def _every_connection(world: World, pragma: str) -> None:
    """Changes a setting of SQLite on the connections that are open, and on those to come."""
    engine = world.desk.database._engine

    @event.listens_for(engine, "checkout")
    def apply(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(pragma).fetchall()
