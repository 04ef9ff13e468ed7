"""The only administrator: neither leaves nor gets another role before somebody else is one, and the pages say so."""

from __future__ import annotations

import pytest

from tests.web.test_people import of, opens
from tests.web.test_resets import takes_role
from tests.web.test_roles import role_of
from tests.world import World
from tests.world.browser import Browser
from tests.world.envelope import Envelope

WHY = "Mo is the only administrator: make somebody else one first"
LEAVES = "Yes, Mo leaves"


@pytest.fixture
def sealed(night: World) -> Browser:
    """Whoever opened the envelope, in a world whose only administrator beside it is Mo."""
    return Envelope.sealed(night, "London safe").opens()


def test_another_role_is_an_error_at_its_field_and_what_was_chosen_stays(night: World, sealed: Browser):
    opens(night, sealed, "Mo")

    page = sealed.presses("Change the role", role="engineer")

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.text.count(WHY) == 2, "in the summary and at the field"
    assert dict(page.form("Change the role").fields)["role"] == "engineer"
    assert role_of(night, "mo") == "administrator"


def test_the_role_that_they_have_is_none_that_is_taken_from_them(night: World, sealed: Browser):
    opens(night, sealed, "Mo")

    assert sealed.presses("Change the role", role="administrator").shows("Mo is an administrator now")


def test_the_question_whether_they_leave_says_why_not_in_place_of_its_button(night: World, sealed: Browser):
    page = sealed.open(f"/manage/people/{of(night, 'Mo').id}/departure")

    assert page.status == 200
    assert page.shows(f"{WHY}.")
    assert not page.shows(LEAVES)


def test_a_press_from_before_leads_to_the_same_words(night: World, sealed: Browser):
    takes_role(night, "eve", "administrator")
    sealed.open(f"/manage/people/{of(night, 'Mo').id}/departure")
    takes_role(night, "eve", "engineer")

    page = sealed.presses(LEAVES)

    assert page.status == 409
    assert page.headline == "Does Mo Haddad leave?"
    assert page.shows(f"{WHY}.")
    assert not page.shows(LEAVES)
    assert of(night, "Mo").is_active


def test_with_somebody_else_as_administrator_they_leave(night: World, sealed: Browser):
    opens(night, sealed, "Eve")
    sealed.presses("Change the role", role="administrator")
    sealed.open(f"/manage/people/{of(night, 'Mo').id}/departure")

    assert sealed.presses(LEAVES).shows("Mo is paged no more and cannot sign in")
    assert not of(night, "Mo").is_active
