"""In production a manager's password alone opens nothing: a code from their phone is the second step."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from pyotp import TOTP

from app.demo import PASSWORD
from tests.web.settings import PRODUCTION
from tests.world import World
from tests.world.browser import Browser

NEXT_KEY = "another-secret-of-more-than-thirty-two-characters"


def gives_password(world: World, name: str = "mo") -> Browser:
    browser = Browser(world.app, world.desk.settings.public_url)
    browser.open("/manage/sign-in")
    browser.presses("Sign in", email=f"{name}@example.com", password=PASSWORD)
    return browser


def code(world: World, secret: str) -> str:
    return TOTP(secret).at(int(world.clock.now().timestamp()))


def shown_secret(browser: Browser) -> str:
    assert browser.page is not None
    return re.search(r"secret=([A-Z2-7]+)", browser.page.html)[1]  # type: ignore[index]


def sets_up(world: World) -> str:
    browser = gives_password(world)
    secret = shown_secret(browser)
    assert browser.presses("Sign in", code=code(world, secret)).headline == "Intake log"
    world.clock.move(timedelta(minutes=5))
    return secret


def test_a_manager_sets_up_an_app_and_then_needs_its_code(production: World) -> None:
    secret = sets_up(production)

    browser = gives_password(production)

    assert browser.page.headline == "Your code"
    assert secret not in browser.page.html
    assert browser.presses("Sign in", code=code(production, secret)).headline == "Intake log"


def test_the_password_alone_opens_nothing(production: World) -> None:
    browser = gives_password(production)

    assert browser.open("/manage/").headline == "Sign in to the desk"


@pytest.mark.parametrize("typed", ["000000", "", "not a code", "٠٠٠٠٠٠"])
def test_a_wrong_code_opens_nothing(production: World, typed: str) -> None:
    sets_up(production)
    browser = gives_password(production)

    page = browser.presses("Sign in", code=typed)

    assert page.status == 422
    assert page.shows("There is a problem")
    assert browser.open("/manage/").headline == "Sign in to the desk"


def test_a_code_is_good_once(production: World) -> None:
    secret = sets_up(production)
    used = code(production, secret)
    gives_password(production).presses("Sign in", code=used)

    page = gives_password(production).presses("Sign in", code=used)

    assert page.status == 422


def test_codes_are_throttled(production: World) -> None:
    secret = sets_up(production)
    browser = gives_password(production)
    for _ in range(10):
        browser.presses("Sign in", code="000000")

    page = browser.presses("Sign in", code=code(production, secret))

    assert page.status == 429


def test_the_way_from_password_to_code_is_open_for_ten_minutes(production: World) -> None:
    secret = sets_up(production)
    browser = gives_password(production)
    production.clock.move(timedelta(minutes=11))

    page = browser.presses("Sign in", code=code(production, secret))

    assert page.headline == "Sign in to the desk"


def test_an_engineer_signs_in_with_a_password_alone(production: World) -> None:
    assert gives_password(production, "dana").page.headline == "Intake log"


def test_the_app_still_works_while_the_secret_key_is_rotated(sqlite_url: str, open_world: Callable[..., World]) -> None:
    secret = sets_up(open_world(sqlite_url, **PRODUCTION))

    keys = {"SECRET_KEY": NEXT_KEY, "SECRET_KEY_FALLBACKS": PRODUCTION["SECRET_KEY"]}
    later = open_world(sqlite_url, **{**PRODUCTION, **keys})
    later.clock.move(timedelta(minutes=5))

    assert gives_password(later).presses("Sign in", code=code(later, secret)).headline == "Intake log"


def test_the_secret_is_not_in_the_database(production: World) -> None:
    secret = sets_up(production)

    with production.desk.database.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT * FROM staff").fetchall()

    assert secret not in str(kept)


def test_after_a_reset_the_lost_phones_codes_are_worth_nothing(production: World) -> None:
    lost = sets_up(production)
    run = production.app.test_cli_runner()
    run.invoke(args=["staff", "reset", "--email", "mo@example.com", "--password", PASSWORD])

    browser = gives_password(production)
    secret = shown_secret(browser)

    assert secret != lost
    assert browser.presses("Sign in", code=code(production, lost)).status == 422
    assert browser.presses("Sign in", code=code(production, secret)).headline == "Intake log"
    production.clock.move(timedelta(minutes=5))
    again = gives_password(production)
    assert again.presses("Sign in", code=code(production, lost)).status == 422
    assert again.presses("Sign in", code=code(production, secret)).headline == "Intake log"
