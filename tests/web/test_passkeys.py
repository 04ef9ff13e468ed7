"""Passkeys: a device signs its owner in alone. Nobody else's does, nor one that was removed, copied or replayed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.demo import PASSWORD
from app.operations import people
from tests.web.seen import kept, same_browser
from tests.web.test_roles import id_of
from tests.web.test_second_factor import code, gives_password, sets_up
from tests.world import World
from tests.world.authenticator import PRESENT, Device
from tests.world.browser import Browser
from tests.world.page import Page

IN, ASKS = "Intake log", "Sign in to the desk"


def device(world: World, **bent: Any) -> Device:
    settings = world.desk.settings
    return Device(**{"origin": settings.public_url, "host": settings.public_host, **bent})


def question(browser: Browser, button: str, path: str, **typed: str) -> dict[str, Any]:
    """What the page's script fetches when a button is pressed."""
    assert browser.page is not None
    fields = dict(browser.page.form(button).fields) | typed
    answer = browser._client.post(
        path, data=fields, base_url=browser._base_url, headers={"Referer": f"{browser._base_url}/"}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(answer.text)
    return found


def to_show(browser: Browser, button: str = "Use a passkey") -> dict[str, Any]:
    return question(browser, button, "/manage/sign-in/passkey/challenge")


def to_make(browser: Browser, name: str = "My phone") -> dict[str, Any]:
    browser.open("/manage/passkeys")
    browser.presses("Add a passkey")
    return question(browser, "Make the passkey", "/manage/passkeys/challenge", name=name)


def adds(browser: Browser, key: Device, name: str = "My phone") -> Page:
    """Somebody who is signed in adds a passkey."""
    answer = key.makes(to_make(browser, name))
    return browser.presses("Make the passkey", name=name, answer=answer)


def of_dana(world: World) -> Device:
    """Dana, an engineer, has a passkey."""
    key = device(world)
    page = adds(gives_password(world, "dana"), key)
    assert page.shows("My phone signs you in from now on"), page.text
    return key


def comes_in(world: World, key: Device) -> Browser:
    """Somebody signs in by a passkey, in a browser of their own."""
    browser = world.carol.browser()
    browser.open("/manage/sign-in")
    browser.presses("Use a passkey", answer=key.shows(to_show(browser)))
    return browser


def is_in(browser: Browser) -> bool:
    return browser.open("/manage/").headline == IN


def test_a_passkey_signs_in_alone_and_leads_where_one_wanted_to_go(production: World):
    key = of_dana(production)
    browser = production.carol.browser()
    browser.open("/manage/rota")

    page = browser.presses("Use a passkey", answer=key.shows(to_show(browser)))

    assert page.headline == "Who is on call"
    assert page.shows("Sign out Dana")
    assert browser.open("/manage/sessions").shows("by passkey")


def test_a_manager_with_a_passkey_types_no_password_and_no_code(production: World):
    secret = sets_up(production)
    mo = gives_password(production)
    mo.presses("Sign in", code=code(production, secret))
    key = device(production)
    adds(mo, key)

    assert comes_in(production, key).page.headline == IN


def test_the_browser_is_asked_for_a_finger_a_face_or_a_pin(production: World):
    dana = gives_password(production, "dana")

    asked = to_make(dana)

    assert asked["rp"] == {"name": "ProspectSoft desk", "id": "portal.example"}
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    browser = production.carol.browser()
    browser.open("/manage/sign-in")
    shown = to_show(browser)
    assert shown["userVerification"] == "required"
    assert shown["allowCredentials"] == [], "nobody learns who has one"


def test_an_answer_opens_the_desk_once(production: World):
    """The second time in a copy of the browser as it was, with the cookie that it had."""
    key = of_dana(production)
    browser = production.carol.browser()
    browser.open("/manage/sign-in")
    answer = key.shows(to_show(browser))
    copy = same_browser(production, browser)
    copy.open("/manage/sign-in")
    assert browser.presses("Use a passkey", answer=answer).headline == IN

    page = copy.presses("Use a passkey", answer=answer)

    assert page.status == 422
    assert page.shows("There is a problem")
    assert not is_in(copy)


@pytest.mark.parametrize(("minutes", "status"), [(5, 200), (5.1, 422)])
def test_a_question_holds_for_five_minutes(production: World, minutes: float, status: int):
    key = of_dana(production)
    browser = production.carol.browser()
    browser.open("/manage/sign-in")
    answer = key.shows(to_show(browser))
    production.clock.move(timedelta(minutes=minutes))

    assert browser.presses("Use a passkey", answer=answer).status == status


def test_an_answer_to_another_browsers_question_opens_nothing(production: World):
    key = of_dana(production)
    one, other = production.carol.browser(), production.carol.browser()
    for browser in (one, other):
        browser.open("/manage/sign-in")
    answer = key.shows(to_show(one))
    to_show(other)

    assert other.presses("Use a passkey", answer=answer).status == 422
    assert not is_in(other)


@pytest.mark.parametrize(
    "bent",
    [{"origin": "https://portal.example.evil"}, {"origin": "http://portal.example"}, {"host": "evil.example"},
     {"flags": PRESENT}, {"flags": 0}],
    ids=str,
)  # fmt: skip
def test_what_was_signed_elsewhere_or_by_nobodys_finger_opens_nothing(production: World, bent: dict[str, Any]):
    browser = comes_in(production, replace(of_dana(production), **bent))

    assert browser.page.status == 422
    assert not is_in(browser)


@pytest.mark.parametrize("bent", [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"flags": PRESENT}])
def test_a_passkey_that_was_made_elsewhere_or_by_nobodys_finger_is_not_kept(production: World, bent: dict[str, Any]):
    page = adds(gives_password(production, "dana"), device(production, **bent))

    assert page.status == 422
    assert page.shows("That passkey was not taken")
    assert page.form("Make the passkey").fields[1] == ("name", "My phone"), "what was typed is kept"
    assert kept(production, "passkeys") == []


def test_another_key_under_a_known_name_opens_nothing(production: World):
    """Somebody answers with a key of their own, and says that it is Dana's."""
    key = of_dana(production)
    browser = production.carol.browser()
    browser.open("/manage/sign-in")
    asked = to_show(browser)
    stranger = device(production, owner=key.owner)
    answer = json.loads(stranger.shows(asked))
    answer["id"] = answer["rawId"] = json.loads(key.shows(asked))["id"]

    assert browser.presses("Use a passkey", answer=json.dumps(answer)).status == 422
    assert not is_in(browser)


def test_a_passkey_that_nobody_added_opens_nothing(production: World):
    of_dana(production)

    assert not is_in(comes_in(production, device(production, owner="AAAA")))


def test_a_passkey_speaks_for_no_other_person_than_it_was_made_for(production: World):
    key = of_dana(production)
    key.owner = "ZXZl"  # says that it is Eve's

    assert not is_in(comes_in(production, key))


BROKEN = [
    "",
    "{}",
    "[]",
    "null",
    "no json",
    '{"id": 7}',
    '{"id": "a\\u0000b"}',
    '{"id": "\\ud800"}',
    "[" * 9000,
    "x" * 21_000,
]


@pytest.mark.parametrize("answer", BROKEN, ids=range(len(BROKEN)))
def test_words_that_are_no_answer_are_refused_as_one(production: World, answer: str):
    of_dana(production)
    browser = production.carol.browser()
    browser.open("/manage/sign-in")
    to_show(browser)

    assert browser.presses("Use a passkey", answer=answer).status == 422


def test_a_known_handle_with_broken_parts_is_refused(production: World):
    key = of_dana(production)
    browser = production.carol.browser()
    browser.open("/manage/sign-in")
    right = json.loads(key.shows(to_show(browser)))
    for part in right["response"]:
        browser.open("/manage/sign-in")
        to_show(browser)
        broken = right | {"response": right["response"] | {part: "AAAA"}}
        assert browser.presses("Use a passkey", answer=json.dumps(broken)).status == 422


def test_a_copy_whose_counter_is_behind_is_refused_and_its_owner_is_told(production: World):
    key = of_dana(production)
    copy = replace(key)
    assert is_in(comes_in(production, key))

    assert not is_in(comes_in(production, copy))

    (mail,) = [one for one in kept(production, "deliveries") if "copied" in one["facts"].get("subject", "")]
    assert mail["person"] == "Dana Okafor"


def test_a_device_that_does_not_count_signs_in_again_and_again(production: World):
    key = device(production, counts=0)
    adds(gives_password(production, "dana"), key)

    assert [is_in(comes_in(production, key)) for _ in range(3)] == [True] * 3


def test_a_passkey_that_was_removed_opens_nothing_and_its_owner_is_told(production: World):
    key = of_dana(production)
    dana = comes_in(production, key)
    page = dana.open(dana.open("/manage/passkeys").link("Rename or remove My phone"))
    assert page.headline == "My phone"

    assert dana.presses("Remove My phone").shows("You have none.")

    assert not is_in(comes_in(production, key))
    subjects = [one["facts"]["subject"] for one in kept(production, "deliveries") if one["wording"] == "account"]
    assert subjects == ["A passkey was added to your account: My phone", "A passkey of yours was removed: My phone"]


def test_whoever_left_or_was_reset_comes_in_by_none(production: World):
    key = of_dana(production)
    run = production.app.test_cli_runner()
    run.invoke(args=["staff", "deactivate", "--email", "dana@example.com"])
    assert not is_in(comes_in(production, key))
    run.invoke(args=["staff", "activate", "--email", "dana@example.com"])
    assert is_in(comes_in(production, key))

    run.invoke(args=["staff", "reset", "--email", "dana@example.com", "--password", "night-shift-demo"])

    assert not is_in(comes_in(production, key))


def test_a_password_alone_sets_up_no_app_beside_a_passkey(production: World):
    key = of_dana(production)
    with production.desk.database.writing() as db:
        people.take_role(db, id_of(production, "dana"), "manager", now=production.clock.now())

    thief = gives_password(production, "dana")

    assert thief.page.headline == "Your code"
    assert "secret=" not in thief.page.html
    assert thief.page.shows("Your second step is a passkey.")
    assert thief.presses("Use a passkey", answer=key.shows(to_show(thief))).headline == IN


def test_a_passkey_is_proof_and_what_was_typed_survives(production: World):
    key = of_dana(production)
    with production.desk.database.writing() as db:
        people.take_role(db, id_of(production, "dana"), "manager", now=production.clock.now())
    dana = comes_in(production, key)
    production.clock.move(timedelta(minutes=11))
    dana.open(f"/manage/people/{id_of(production, 'eve')}")
    page = dana.presses("Add and send a code", way="sms", address="+447700900177")
    assert page.headline == "Is it still you?"

    page = dana.presses("Use a passkey", proof_passkey=key.shows(to_show(dana)))

    assert page.headline == "Eve Lindqvist"
    assert "+447700900177" in {row["address"] for row in kept(production, "contact_methods")}


def test_somebody_elses_passkey_is_no_proof(production: World):
    key, other = of_dana(production), device(production)
    adds(gives_password(production, "eve"), other)
    dana = comes_in(production, key)
    production.clock.move(timedelta(minutes=11))
    dana.open("/manage/recovery")
    dana.presses("Make ten new codes")

    page = dana.presses("Use a passkey", proof_passkey=other.shows(to_show(dana)))

    assert page.status == 422
    assert page.shows("That passkey is not one of yours here")
    assert kept(production, "recovery_codes") == []
    assert dana.presses("Go on", proof_password=PASSWORD).status == 201


def test_an_address_without_a_name_has_none(night: World):
    assert not night.carol.browser().open("/manage/sign-in").shows("Or with a passkey")
    page = night.dana.signs_in().open("/manage/passkeys")
    assert page.shows("None can be added here")
    assert not page.shows("Add a passkey")


@pytest.mark.parametrize(
    ("public_url", "origin"),
    [("https://Portal.Example:443", "https://portal.example"), ("http://localhost:8000", "http://localhost:8000")],
)
def test_the_origin_is_written_as_browsers_do(
    sqlite_url: str, open_world: Callable[..., World], public_url: str, origin: str
):
    world = open_world(sqlite_url, PUBLIC_URL=public_url)
    key = device(world, origin=origin)

    assert adds(world.dana.signs_in(), key).shows("signs you in from now on")
    assert is_in(comes_in(world, key))
