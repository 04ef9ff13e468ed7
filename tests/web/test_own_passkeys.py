"""A person's own passkeys: added after a proof, named, counted and removed, but for the last one that is needed."""

from __future__ import annotations

from datetime import timedelta

from app.demo import PASSWORD
from app.operations import passkeys, people
from tests.web.seen import kept
from tests.web.test_passkeys import adds, comes_in, device, of_dana, to_make
from tests.web.test_roles import id_of
from tests.web.test_second_factor import code, gives_password, sets_up
from tests.world import World


def test_a_managers_last_second_step_cannot_go(production: World):
    """Mo comes in by the company's account, so that a passkey is the only second step there is."""
    key = device(production)
    with production.desk.database.writing() as db:
        people.take_role(db, id_of(production, "dana"), "engineer", now=production.clock.now())
    adds(gives_password(production, "dana"), key)
    with production.desk.database.writing() as db:
        people.take_role(db, id_of(production, "dana"), "manager", now=production.clock.now())
    dana = comes_in(production, key)
    dana.open(dana.open("/manage/passkeys").link("Rename or remove My phone"))

    page = dana.presses("Remove My phone")

    assert page.status == 409
    assert page.shows("This is your last second step, and managers need one.")
    adds(dana, device(production), "My laptop")
    dana.open(dana.open("/manage/passkeys").link("Rename or remove My phone"))
    assert dana.presses("Remove My phone").shows("My phone opens nothing here any more")


def test_a_managers_passkey_can_go_while_there_is_an_app(production: World):
    secret = sets_up(production)
    mo = gives_password(production)
    mo.presses("Sign in", code=code(production, secret))
    adds(mo, device(production))
    mo.open(mo.open("/manage/passkeys").link("Rename or remove My phone"))

    assert mo.presses("Remove My phone").shows("You have none.")


def test_adding_one_wants_proof_before_the_device_is_asked(production: World):
    dana = gives_password(production, "dana")
    production.clock.move(timedelta(minutes=11))
    dana.open("/manage/passkeys")
    assert dana.presses("Add a passkey").headline == "Is it still you?"

    assert dana.presses("Go on", proof_password=PASSWORD).headline == "Add a passkey"


def test_a_name_is_needed_before_the_device_is_asked(production: World):
    dana = gives_password(production, "dana")
    to_make(dana)
    answer = dana._client.post(
        "/manage/passkeys/challenge", data=dict(dana.page.form("Make the passkey").fields) | {"name": " "},
        base_url=dana._base_url, headers={"Referer": f"{dana._base_url}/"},
    )  # fmt: skip
    assert answer.status_code == 422

    page = dana.presses("Make the passkey", name=" ")

    assert page.status == 422
    assert page.shows("Type a name")


def test_without_a_script_the_page_says_that_nothing_was_made(production: World):
    dana = gives_password(production, "dana")
    dana.open("/manage/passkeys")
    page = dana.presses("Add a passkey")
    assert page.shows("Your password and code work without.")

    assert dana.presses("Make the passkey", name="My phone").shows("No passkey was made.")


def test_one_device_has_one(production: World):
    key = of_dana(production)
    dana = comes_in(production, key)

    asked = to_make(dana)

    assert [one["id"] for one in asked["excludeCredentials"]] == [row["handle"] for row in kept(production, "passkeys")]
    page = dana.presses("Make the passkey", name="Again", answer=key.makes(asked))
    assert page.status == 422
    assert page.shows("That device has a passkey here already")


def test_a_person_has_ten_at_most(production: World):
    dana = comes_in(production, of_dana(production))
    for number in range(2, passkeys.MOST + 1):
        adds(dana, device(production), f"Key {number}")

    assert adds(dana, device(production), "One more").shows("You have 10 passkeys.")
    assert len(kept(production, "passkeys")) == 10


def test_one_is_renamed_by_its_owner_alone(production: World):
    dana = comes_in(production, of_dana(production))
    path = dana.open("/manage/passkeys").link("Rename or remove My phone")
    dana.open(path)
    assert dana.presses("Rename it", name="").shows("Type a name")
    assert dana.presses("Rename it", name="My <b>laptop</b>").shows("My <b>laptop</b> added")

    eve = gives_password(production, "eve")

    assert eve.open(path).status == 404
    token = dict(eve.open("/manage/").form("Sign out").fields)["csrf_token"]
    for change in (path, f"{path}/removal"):
        assert eve.open(change, method="POST", data={"csrf_token": token, "name": "Mine"}).status == 404
    assert [row["name"] for row in kept(production, "passkeys")] == ["My <b>laptop</b>"]
