"""Another authenticator app: the old one stays good until the new one has shown a code."""

from __future__ import annotations

from datetime import timedelta

from app.demo import PASSWORD
from app.operations import people
from tests.web.seen import kept
from tests.web.test_people import of
from tests.web.test_second_factor import code, gives_password, sets_up, shown_secret
from tests.world import World
from tests.world.browser import Browser


def comes_in(world: World, secret: str) -> Browser:
    browser = gives_password(world)
    browser.presses("Sign in", code=code(world, secret))
    return browser


def is_good(world: World, secret: str) -> bool:
    world.clock.move(timedelta(minutes=2))
    return comes_in(world, secret).page.headline == "Intake log"  # type: ignore[union-attr]


def is_offered(world: World, old: str) -> tuple[Browser, str]:
    """Mo looks at a new key."""
    mo = comes_in(world, old)
    mo.open("/manage/sessions")
    mo.open(mo.page.link("Use another authenticator app"))  # type: ignore[union-attr]
    mo.presses("Show a new key")
    return mo, shown_secret(mo)


def test_the_new_app_takes_the_old_ones_place_once_it_has_shown_a_code(production: World):
    old = sets_up(production)
    mo, new = is_offered(production, old)
    assert new != old
    assert is_good(production, old)

    page = mo.presses("Use this app", code=code(production, new))

    assert page.shows("Your new authenticator app is in use")
    assert is_good(production, new)
    assert not is_good(production, old)
    told = [row["facts"]["subject"] for row in kept(production, "deliveries") if row["wording"] == "account"]
    assert told == ["Another authenticator app was set up for your account"]
    assert mo.open(f"/manage/people/{of(production, 'Mo').id}").shows("Mo uses another authenticator app now")


def test_a_wrong_code_changes_nothing(production: World):
    old = sets_up(production)
    mo, new = is_offered(production, old)

    page = mo.presses("Use this app", code=code(production, old))

    assert page.status == 422
    assert page.shows("There is a problem")
    assert shown_secret(mo) == new
    assert is_good(production, old)
    assert not is_good(production, new)


def test_each_look_has_a_key_of_its_own_and_the_last_one_counts(production: World):
    old = sets_up(production)
    mo, first = is_offered(production, old)
    mo.presses("Show another key")
    second = shown_secret(mo)

    assert len({old, first, second}) == 3
    assert mo.presses("Use this app", code=code(production, first)).status == 422
    assert mo.presses("Use this app", code=code(production, second)).shows("is in use")


def test_what_was_shown_before_a_reset_is_worth_nothing_after_it(production: World):
    """Whoever has looked at a key, and has not used it, must not find it given to its owner later."""
    old = sets_up(production)
    _, seen = is_offered(production, old)
    args = ["staff", "reset", "--email", "mo@example.com", "--password", PASSWORD]
    assert production.app.test_cli_runner().invoke(args=args).exit_code == 0

    browser = gives_password(production)

    assert shown_secret(browser) not in (old, seen)


def test_a_second_press_says_that_the_key_counts_no_more(production: World):
    mo, new = is_offered(production, sets_up(production))
    form = mo.page.form("Use this app")  # type: ignore[union-attr]
    mo.sends(form, "Use this app", code=code(production, new))

    page = mo.sends(form, "Use this app", code=code(production, new))

    assert page.status == 422
    assert page.shows("That key does not count any more. Begin again")
    assert is_good(production, new)


def test_the_key_is_shown_to_whoever_has_just_shown_that_it_is_them(production: World):
    old = sets_up(production)
    mo, new = is_offered(production, old)
    production.clock.move(timedelta(minutes=11))

    page = mo.open("/manage/authenticator")
    assert "secret=" not in page.html
    assert mo.presses("Show a new key").headline == "Is it still you?"
    mo.presses("Go on", proof_password=PASSWORD)
    assert shown_secret(mo) not in (old, new)


def test_tries_are_counted(production: World):
    mo, new = is_offered(production, sets_up(production))
    for _ in range(10):
        mo.presses("Use this app", code="000000")

    assert mo.presses("Use this app", code=code(production, new)).status == 429


def test_a_code_of_the_old_app_that_was_on_its_way_does_not_bring_it_back(production: World):
    old = sets_up(production)
    mo, new = is_offered(production, old)
    before = of(production, "Mo")
    mo.presses("Use this app", code=code(production, new))

    with production.desk.database.writing() as session:
        was_used = people.use_code(
            session, before.id, version=before.second_factor_version, fingerprint=before.second_factor or "",
            step=before.second_factor_step + 100,
        )  # fmt: skip

    assert not was_used
    assert is_good(production, new)


def test_neither_key_is_in_the_database(production: World):
    old = sets_up(production)
    mo, new = is_offered(production, old)
    mo.presses("Use this app", code=code(production, new))

    everything = str([kept(production, name) for name in ("staff", "deliveries", "timeline")])

    assert old not in everything
    assert new not in everything


def test_a_manager_who_has_none_sets_one_up_and_an_engineer_is_not_asked_to(night: World):
    mo = night.mo.signs_in()
    mo.open("/manage/sessions")
    mo.open(mo.page.link("Set up an authenticator app"))  # type: ignore[union-attr]
    mo.presses("Show a new key")

    assert mo.presses("Use this app", code=code(night, shown_secret(mo))).shows("is in use")
    assert not night.dana.signs_in().open("/manage/sessions").shows("authenticator app")
