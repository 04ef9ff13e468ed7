"""Recovery codes: a manager without their phone comes in, once by each."""

from __future__ import annotations

import re

from tests.web.seen import kept
from tests.web.test_second_factor import code, gives_password, sets_up
from tests.world import World
from tests.world.browser import Browser

CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}-[A-Z2-9]{5}\b")


def makes_codes(world: World) -> list[str]:
    """Mo has an app, and prints ten codes."""
    secret = sets_up(world)
    mo = gives_password(world)
    mo.presses("Sign in", code=code(world, secret))
    mo.open("/manage/recovery")
    page = mo.presses("Make ten new codes")
    assert page.status == 201
    return CODE.findall(page.html)


def comes_in(world: World, typed: str) -> Browser:
    browser = gives_password(world)
    browser.presses("Sign in", code=typed)
    return browser


def test_ten_are_shown_once(production: World) -> None:
    codes = makes_codes(production)
    assert len(set(codes)) == 10

    mo = comes_in(production, codes[0])
    page = mo.open("/manage/recovery")

    assert page.shows("You have 9 left.")
    assert not CODE.findall(page.html)


def test_each_is_good_once(production: World) -> None:
    codes = makes_codes(production)

    assert comes_in(production, codes[3].lower().replace("-", " ")).page.headline == "Intake log"

    assert comes_in(production, codes[3]).page.status == 422
    assert comes_in(production, codes[4]).page.headline == "Intake log"


def test_new_ones_void_those_from_before(production: World) -> None:
    old = makes_codes(production)
    mo = comes_in(production, old[0])
    mo.open("/manage/recovery")
    new = CODE.findall(mo.presses("Make ten new codes").html)

    assert comes_in(production, old[1]).page.status == 422
    assert comes_in(production, new[1]).page.headline == "Intake log"


def test_one_that_was_used_is_mailed_to_its_owner_and_on_record(production: World) -> None:
    mo = comes_in(production, makes_codes(production)[0])

    mails = [one for one in kept(production, "deliveries") if one["wording"] == "account"]
    assert [one["facts"]["subject"] for one in mails][-1] == "A recovery code of yours was used, and 9 are left"
    assert mo.open("/manage/sessions").shows("by recovery code")
    mo.open("/manage/people")
    assert mo.open(mo.page.link("Mo Haddad")).shows("Mo used a recovery code in the place of the second step: 9 left")


def test_somebody_elses_opens_nothing(production: World) -> None:
    codes = makes_codes(production)
    dana = gives_password(production, "dana")
    dana.open("/manage/recovery")
    hers = CODE.findall(dana.presses("Make ten new codes").html)

    assert comes_in(production, hers[0]).page.status == 422
    assert comes_in(production, codes[0]).page.headline == "Intake log"


def test_only_their_prints_are_kept(production: World) -> None:
    codes = makes_codes(production)

    rows = (
        str(kept(production, "recovery_codes"))
        + str(kept(production, "deliveries"))
        + str(kept(production, "timeline"))
    )

    assert not [one for one in codes if one in rows or one.replace("-", "") in rows]


def test_a_reset_voids_them(production: World) -> None:
    codes = makes_codes(production)
    run = production.app.test_cli_runner()
    done = run.invoke(args=["staff", "reset", "--email", "mo@example.com", "--password", "night-shift-demo"])
    assert done.exit_code == 0, done.output

    assert comes_in(production, codes[0]).page.status == 422
