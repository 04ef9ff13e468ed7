"""What is too long at the desk is said in the house's words at its field, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories.test_overturning import at, refused
from tests.web.test_maintenance import announces, at_maintenance, window_page
from tests.web.test_people import of, opens
from tests.world import World
from tests.world.page import Page


def _name(world: World, words: str) -> Page:
    mo = world.mo.signs_in()
    opens(world, mo, "Dana")
    return mo.presses("Change them", name=words)


def _address(world: World, words: str) -> Page:
    dana = world.dana.signs_in()
    opens(world, dana, "Dana")
    return dana.presses("Add and send a code", way="mail", address=f"dana@{words[17:]}.example.com")


def _name_of_somebody_new(world: World, words: str) -> Page:
    mo = world.mo.signs_in()
    mo.open("/manage/people/new")
    return mo.presses("Add", name=words, email="gita@example.com", role="engineer", telephone="")


def _why_it_is_cancelled(world: World, words: str) -> Page:
    announces(world)
    mo = at_maintenance(world)
    window_page(world, mo)
    return mo.presses("Cancel the maintenance", reason=words)


def _why_it_is_accepted(world: World, words: str) -> Page:
    return at(world, refused(world).reference, "/overturning").presses("Accept it", reason=words)


@pytest.mark.parametrize(
    ("types", "most"),
    [
        (_name, "200"),
        (_address, "200"),
        (_name_of_somebody_new, "200"),
        (_why_it_is_cancelled, "200"),
        (_why_it_is_accepted, "2,000"),
    ],
)
def test_one_letter_too_many_is_said_at_the_field(night: World, types: Callable[[World, str], Page], most: str):
    words = "x" * (int(most.replace(",", "")) + 1)

    page = types(night, words)

    assert page.status == 422
    assert page.text.count(f"Shorten it to {most} letters") == 2, "in the summary and at the field"
    assert words[17:] in page.html


def test_as_many_as_may_be_are_taken(night: World):
    assert _name(night, "x" * 200).status == 200
    assert of(night, "x" * 200).email == "dana@example.com"
