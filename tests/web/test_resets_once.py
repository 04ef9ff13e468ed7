"""A link for a new password, asked for twice in a row: one is mailed, and it opens the form still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.operations.test_races import at_once
from tests.web.seen import kept
from tests.web.test_people import of
from tests.web.test_resets import NEW, VOIDED, link_of, takes_role, voids
from tests.world import World
from tests.world.browser import Browser

SAID = "A link for a new password was mailed to dana@example.com. It is good once, for an hour"


def mailed(world: World) -> int:
    """How many mails with a link were written."""
    return len([row for row in kept(world, "deliveries") if row["wording"] == "sign-in-anew"])


def test_pressed_twice_it_is_done_once_and_says_the_same(night: World):
    mo = voids(night, "Dana")
    link = link_of(night, night.dana)
    night.clock.move(timedelta(seconds=59))

    voids(night, "Dana", mo)

    assert mo.page is not None
    assert mo.page.shows(SAID)
    assert mo.page.text.count("Mo let Dana sign in anew") == 1
    assert mailed(night) == 1
    assert link.presses("Use this password", wanted=NEW).shows("A new password was chosen")


def test_pressed_in_several_windows_at_once_it_is_done_once(each_world: World):
    mo = each_world.mo.signs_in()
    form = mo.open(f"/manage/people/{of(each_world, 'Dana').id}/reset").form(VOIDED)

    pages = at_once(4, lambda _: mo.twin().sends(form, VOIDED))

    assert all(page.shows(SAID) for page in pages)
    assert (len(kept(each_world, "resets")), mailed(each_world)) == (1, 1)


def _by_another_administrator(world: World, mo: Browser) -> None:
    takes_role(world, "eve", "administrator")
    voids(world, "Dana", world.eve.signs_in())


def _a_minute_later(world: World, mo: Browser) -> None:
    world.clock.move(timedelta(minutes=1))
    voids(world, "Dana", mo)


def _after_it_was_used(world: World, mo: Browser) -> None:
    link_of(world, world.dana).presses("Use this password", wanted=NEW)
    voids(world, "Dana", mo)


def _by_command(world: World, mo: Browser) -> None:
    args = ["staff", "reset", "--email", "dana@example.com", "--link"]
    assert world.app.test_cli_runner().invoke(args=args).exit_code == 0


@pytest.mark.parametrize(
    "press",
    [_by_another_administrator, _a_minute_later, _after_it_was_used, _by_command],
    ids=lambda one: one.__name__,
)
def test_another_one_is_mailed_where_it_is_asked_for_anew(night: World, press: Callable[[World, Browser], None]):
    mo = voids(night, "Dana")

    press(night, mo)

    assert mailed(night) == 2
