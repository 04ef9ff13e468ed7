"""A person's name and sign-in address: an administrator changes them, and the person hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.demo import PASSWORD
from tests.web.seen import kept
from tests.web.test_people import of, opens, ways
from tests.web.test_resets import signs_in_by, takes_role
from tests.world import World


def test_a_name_is_changed_and_on_record(night: World):
    mo = night.mo.signs_in()
    opens(night, mo, "Dana")

    page = mo.presses("Change them", name="Dana Okafor-Lee")

    assert page.headline == "Dana Okafor-Lee"
    assert page.shows("Mo changed the name of Dana Okafor to Dana Okafor-Lee")
    night.settles()
    words = night.dana.mailbox.receives("Your name at the desk was changed").words
    assert "This was done by Mo Haddad" in words


def test_an_address_is_changed_and_both_are_mailed(night: World):
    mo, before = night.mo.signs_in(), ways(night, "Dana")
    opens(night, mo, "Dana")

    page = mo.presses("Change them", email="Dana@Elsewhere.example")

    assert page.shows("Dana Okafor signs in with dana@elsewhere.example")
    assert page.shows("Mo changed what Dana signs in with, to an address at elsewhere.example")
    night.settles()
    told = {one.address for one in night.deliveries() if one.wording == "account"}
    assert told == {"dana@example.com", "dana@elsewhere.example"}
    assert signs_in_by(night, PASSWORD) == "Sign in to the desk"
    browser = night.carol.browser()
    browser.open("/manage/sign-in")
    assert browser.presses("Sign in", email="dana@elsewhere.example", password=PASSWORD).headline == "Intake log"
    assert ways(night, "Dana") == before, "pages go where they went"


def test_nothing_changed_says_so_and_mails_nobody(night: World):
    mo = night.mo.signs_in()
    opens(night, mo, "Dana")

    assert mo.presses("Change them").shows("Nothing was changed")

    assert [one for one in night.deliveries() if one.wording == "account"] == []


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": " "}, "Type their name"),
        ({"email": ""}, "Type an address"),
        ({"email": "dana"}, "Type a mail address, as in dana@example.com"),
        ({"email": "EVE@example.com"}, "Somebody signs in with EVE@example.com already, or did before they left"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_what_was_typed_stays(night: World, typed: dict[str, str], why: str):
    mo = night.mo.signs_in()
    opens(night, mo, "Dana")

    page = mo.presses("Change them", **typed)

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.text.count(why) == 2, "in the summary and at the field"
    assert all(f'value="{words.strip()}"' in page.html for words in typed.values())
    assert of(night, "Dana").email == "dana@example.com"


def test_the_address_of_somebody_who_has_left_is_theirs_still(night: World):
    night.leaves(night.eve)
    mo = night.mo.signs_in()
    opens(night, mo, "Dana")

    assert mo.presses("Change them", email="eve@example.com").status == 422


def test_an_administrator_changes_their_own_and_not_their_role(night: World):
    mo = night.mo.signs_in()
    opens(night, mo, "Mo")

    page = mo.presses("Change them", name="Mo Haddad-Smith")

    assert page.headline == "Mo Haddad-Smith"
    assert not page.shows("Change the role")
    night.settles()
    assert "If that was you, there is nothing to do" in night.mo.mailbox.receives("Your name at the desk").words


@pytest.mark.parametrize("email", ["eve@elsewhere.example", "eve"])
def test_whoever_has_just_left_is_not_edited_and_what_was_typed_stays(each_world: World, email: str):
    world = each_world
    mo = world.mo.signs_in()
    opens(world, mo, "Eve")
    form = mo.page.form("Change them")  # type: ignore[union-attr]
    world.leaves(world.eve)

    page = mo.sends(form, "Change them", name="Eve Else", email=email)

    assert (page.status, page.title[:6], page.headline) == (409, "Error:", "Eve Lindqvist")
    assert page.text.count("Eve has left: name and address stay as they are") == 2, "in the summary and at the field"
    assert all(f'value="{words}"' in page.html for words in ("Eve Else", email))
    assert not page.shows("Change them")
    assert of(world, "Eve").name == "Eve Lindqvist"
    assert not opens(world, mo, "Eve").shows("Name and sign-in address")


def test_a_manager_is_no_administrator(night: World):
    mo = night.mo.signs_in()
    opens(night, mo, "Dana")
    form = mo.page.form("Change them")  # type: ignore[union-attr]
    takes_role(night, "mo", "manager")

    assert mo.sends(form, "Change them", name="Dana Else").status == 403


def test_it_asks_for_proof_and_keeps_what_was_typed(night: World):
    mo = night.mo.signs_in()
    opens(night, mo, "Dana")
    night.clock.move(timedelta(minutes=11))

    assert mo.presses("Change them", name="Dana Else").headline == "Is it still you?"
    assert mo.presses("Go on", proof_password=PASSWORD).headline == "Dana Else"


def test_no_event_keeps_the_address(night: World):
    mo = night.mo.signs_in()
    opens(night, mo, "Dana")
    mo.presses("Change them", email="dana@elsewhere.example")

    assert "dana@elsewhere" not in str(kept(night, "timeline"))
