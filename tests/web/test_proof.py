"""Proof: a sign-in that lies open changes nobody's numbers, rota, role or keys. The form survives the question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pyotp import TOTP

from app.demo import PASSWORD
from app.web.manager.rooms import ROOMS
from tests.house.routes import filled
from tests.web.seen import kept, memory
from tests.web.test_roles import id_of, token_of
from tests.web.test_second_factor import sets_up
from tests.world import World
from tests.world.browser import Browser

ASKS = "Is it still you?"
NEW = "+447700900177"


def sat_for(world: World, name: str = "mo", minutes: int = 11) -> Browser:
    """Somebody who signed in a while ago."""
    browser: Browser = getattr(world, name).signs_in()
    world.clock.move(timedelta(minutes=minutes))
    return browser


def adds(browser: Browser, world: World, whose: str = "eve") -> Browser:
    """Types a new number for somebody, and presses."""
    browser.open(f"/manage/people/{id_of(world, whose)}")
    browser.presses("Add and send a code", way="sms", address=NEW)
    return browser


def numbers(world: World) -> set[str]:
    return {row["address"] for row in kept(world, "contact_methods")}


def test_somebody_elses_number_wants_proof_and_what_was_typed_survives(night: World):
    mo = adds(sat_for(night), night)
    assert mo.page.headline == ASKS
    assert mo.page.status == 403
    assert NEW not in numbers(night)

    page = mo.presses("Go on", proof_password=PASSWORD)

    assert page.headline == "Eve Lindqvist"
    assert NEW in numbers(night)


def test_a_proof_holds_for_ten_minutes(night: World):
    mo = adds(sat_for(night), night)
    mo.presses("Go on", proof_password=PASSWORD)
    night.clock.move(timedelta(minutes=9))
    assert mo.presses("Move up").headline == "Eve Lindqvist"

    night.clock.move(timedelta(minutes=2))

    assert mo.presses("Move up").headline == ASKS


def test_whoever_signed_in_just_now_is_not_asked(night: World):
    assert adds(sat_for(night, minutes=9), night).page.headline == "Eve Lindqvist"


def test_ones_own_number_and_absence_want_none(night: World):
    dana = adds(sat_for(night, "dana"), night, "dana")
    assert dana.page.headline == "Dana Okafor"

    dana.open(f"/manage/rota/absences/new?staff_id={id_of(night, 'dana')}&first=2026-11-25&last=2026-11-26")
    assert dana.presses("Save").headline == "Who is on call"
    assert dana.presses("End it, and its cover").headline == "Who is on call"


def test_somebody_elses_absence_wants_proof(night: World):
    mo = sat_for(night)
    mo.open(f"/manage/rota/absences/new?staff_id={id_of(night, 'dana')}&first=2026-11-25&last=2026-11-26")
    assert mo.presses("Save").headline == ASKS
    assert mo.presses("Go on", proof_password=PASSWORD).headline == "Who is on call"
    night.clock.move(timedelta(minutes=11))

    assert mo.presses("End it, and its cover").headline == ASKS


@pytest.mark.parametrize("typed", ["", "not-the-password", PASSWORD.upper()])
def test_a_wrong_password_changes_nothing_and_loses_nothing(night: World, typed: str):
    mo = adds(sat_for(night), night)

    page = mo.presses("Go on", proof_password=typed)

    assert page.status == 422
    assert page.shows("There is a problem")
    assert not typed or typed not in page.html
    assert NEW not in numbers(night)
    mo.presses("Go on", proof_password=PASSWORD)
    assert NEW in numbers(night)


def test_tries_are_counted(night: World):
    mo = adds(sat_for(night), night)
    for _ in range(10):
        mo.presses("Go on", proof_password="wrong")

    assert mo.presses("Go on", proof_password=PASSWORD).status == 429
    assert NEW not in numbers(night)


def test_the_apps_code_is_proof_and_is_good_once(production: World):
    secret = sets_up(production)
    browser = Browser(production.app, production.desk.settings.public_url)
    browser.open("/manage/sign-in")
    browser.presses("Sign in", email="mo@example.com", password=PASSWORD)
    code = TOTP(secret).at(int(production.clock.now().timestamp()))
    browser.presses("Sign in", code=code)
    production.clock.move(timedelta(minutes=11))
    adds(browser, production)
    assert browser.presses("Go on", proof_password="", proof_code=code).status == 422

    now = TOTP(secret).at(int(production.clock.now().timestamp()))
    page = browser.presses("Go on", proof_password="", proof_code=now)

    assert page.headline == "Eve Lindqvist"
    assert NEW in numbers(production)


@pytest.mark.parametrize("room", [room for room in ROOMS if room.proof != "never"], ids=lambda room: room.name)
def test_nothing_that_wants_proof_happens_without(night: World, room):
    mo = sat_for(night)
    data = {"csrf_token": token_of(mo), "staff_id": id_of(night, "eve"), "role": "viewer"}
    shift, customer = kept(night, "shifts")[0]["id"], kept(night, "customers")[0]["id"]
    path = (
        filled(f"/manage{room.path}")
        .replace("/people/" + "0" * 32, f"/people/{id_of(night, 'eve')}")
        .replace("/shifts/" + "0" * 32, f"/shifts/{shift}")
        .replace("/customers/" + "0" * 32, f"/customers/{customer}")
    )
    before = memory(night)

    page = mo.open(path, method="POST", data=data)

    if "<absence_id>" not in room.path or room.name == "cover_absence":
        assert page.headline == ASKS
    assert memory(night) == before


def test_what_wants_proof_is_what_others_rely_on():
    assert {room.name for room in ROOMS if room.proof == "always"} == {
        "add", "end", "add_rotation", "end_rotation", "add_override", "end_override", "cover_absence",
        "make_key", "revoke_key", "add_person", "leave", "come_back", "change_role", "make_recovery",
        "start_passkey", "add_passkey", "remove_passkey", "export_person", "erase_person",
        "take_rota_in", "undo_rota_import", "make_token", "revoke_token",
        "change_details", "reset", "end_sign_in", "start_authenticator", "take_authenticator",
        "add_webhook", "change_webhook", "new_secret", "end_webhook", "resume_webhook",
    }  # fmt: skip
    assert {room.name for room in ROOMS if room.proof == "others"} == {
        "add_absence", "end_absence", "add_method", "prove_method", "move_method", "remove_method",
    }  # fmt: skip
