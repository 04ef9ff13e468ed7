"""The first administrator: made once, by the newest set-up code, and by nobody who guesses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from app.operations import first_administrator
from app.operations.first_administrator import SomebodyThere, WrongCode
from tests.conftest import postgresql_url, sqlite_url
from tests.web.seen import kept
from tests.web.settings import PRODUCTION
from tests.world import World
from tests.world.first_hour import PASSWORD, FirstHour, begun

__all__ = ["postgresql_url", "sqlite_url"]


@pytest.fixture
def hour(sqlite_url: str, open_world: Callable[..., World]) -> Iterator[FirstHour]:
    """The empty portal."""
    with begun(open_world, sqlite_url) as hour:
        yield hour


def people(world: World) -> list[str]:
    return [row["name"] for row in kept(world, "staff")]


@pytest.mark.parametrize("path", ["/manage", "/manage/", "/manage/rota", "/manage/sign-in", "/manage/setup"])
def test_the_desk_of_a_portal_that_has_nobody_leads_to_the_set_up(hour: FirstHour, path: str):
    assert hour.browser.open(path).headline == "Set up the portal"


def test_the_first_administrator_is_on_record_and_their_address_is_not_proved(hour: FirstHour):
    hour.becomes_administrator()

    (fay,) = kept(hour.world, "staff")
    assert (fay["name"], fay["role"]) == ("Fay Osei", "administrator")
    assert [row["verified_at"] for row in kept(hour.world, "contact_methods")] == [None]
    (event,) = [row for row in kept(hour.world, "timeline") if row["kind"] == "person.added"]
    assert event["text"] == "Fay became the first administrator, by the set-up code"


def test_the_password_alone_opens_nothing_yet(hour: FirstHour):
    hour.becomes_administrator()

    assert hour.browser.open("/manage/setup").headline == "Sign in to the desk"


def test_the_page_is_gone_once_there_is_somebody(hour: FirstHour):
    code = hour.setup_code()
    other = hour.window()
    other.open("/manage/")
    hour.becomes_administrator(code)

    page = other.presses("Go on", code=code, name="Hal Berg", email="hal@example.com", password=PASSWORD)

    assert page.headline == "Sign in to the desk"
    assert hour.window().open("/manage/setup/first").headline == "Sign in to the desk"
    assert people(hour.world) == ["Fay Osei"]
    assert "somebody is here already" in hour.command("setup-code")


def test_a_code_is_kept_as_a_print_and_the_last_one_counts(hour: FirstHour):
    first, last = hour.setup_code(), hour.setup_code()
    assert last not in str(kept(hour.world, "setup_codes"))

    page = hour.becomes_administrator(first)
    assert page.status == 422
    assert page.text.count("That is not the code that was made last, or its hour is over") == 2
    assert page.form("Go on").fields[1:] == [
        ("code", first), ("name", "Fay Osei"), ("email", "fay@example.com"), ("password", ""),
    ]  # fmt: skip

    assert hour.becomes_administrator(last.lower().replace("-", " ")).headline == "Set up your authenticator app"


def test_a_code_is_over_after_an_hour(hour: FirstHour):
    code = hour.setup_code()
    hour.world.clock.move(timedelta(minutes=61))

    assert hour.becomes_administrator(code).status == 422
    assert people(hour.world) == []


def test_guessing_is_throttled_and_the_right_code_never_held_up(hour: FirstHour):
    code = hour.setup_code()
    for _ in range(10):
        assert hour.becomes_administrator("ABCDE-FGHJK-MNPQR").status == 422

    page = hour.becomes_administrator("ABCDE-FGHJK-MNPQR")
    assert page.status == 429
    assert page.text.count("Too many tries. Wait 15 minutes") == 2
    assert people(hour.world) == []

    assert hour.becomes_administrator(code).headline == "Set up your authenticator app"
    assert people(hour.world) == ["Fay Osei"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": ""}, "Type the set-up code"),
        ({"name": " "}, "Type your name"),
        ({"email": "fay"}, "Type a mail address"),
        ({"password": "short"}, "The password is too short: at least 12 characters"),
        ({"password": "fay-osei-at-home"}, 'The password has "osei" in it'),
    ],
)
def test_what_is_wrong_is_said_at_its_field(hour: FirstHour, changes: dict[str, str], words: str):
    right = {"code": hour.setup_code(), "name": "Fay Osei", "email": "fay@example.com", "password": PASSWORD}
    hour.browser.open("/manage/")

    page = hour.browser.presses("Go on", **(right | changes))

    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.text.count(words) == 2
    assert PASSWORD not in page.html


@pytest.mark.parametrize("how", ["both by the same code", "each by a code of their own"])
def test_of_two_at_once_one_is_the_first_administrator(database_url: str, open_world: Callable[..., World], how: str):
    world = open_world(database_url, is_furnished=False)
    desk, gate = world.desk, Barrier(4)

    def makes_code() -> str:
        with desk.database.writing() as session:
            return first_administrator.make_code(session, mint=desk.mint, now=desk.clock.now())

    shared = makes_code()

    def comes(number: int) -> str:
        gate.wait()
        try:
            code = shared if how == "both by the same code" else makes_code()
            with desk.database.writing() as session:
                first_administrator.make(
                    session, code=code, name=f"Fay {number}", email=f"fay{number}@example.com", password_hash="",
                    mint=desk.mint, now=desk.clock.now(),
                )  # fmt: skip
        except (SomebodyThere, WrongCode) as error:
            return type(error).__name__
        return "made"

    with ThreadPoolExecutor(4) as pool:
        became = list(pool.map(comes, range(4)))

    assert became.count("made") == 1, became
    assert len(people(world)) == 1


def test_a_portal_with_people_never_shows_it(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, **PRODUCTION)
    browser = world.carol.browser()

    for path in ("/manage", "/manage/setup", "/manage/setup/first"):
        assert browser.open(path).headline == "Sign in to the desk"
    done = world.app.test_cli_runner().invoke(args=["setup-code"])
    assert (done.exit_code, "somebody is here already" in done.output) == (1, True)


def test_the_demo_never_shows_it(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, is_furnished=False)

    assert world.carol.browser().open("/manage/setup/first").headline == "Sign in to the desk"
    done = world.app.test_cli_runner().invoke(args=["setup-code"])
    assert (done.exit_code, "nobody is here yet, but ENVIRONMENT is not production" in done.output) == (1, True)


def test_a_demo_with_its_people_says_so(world: World):
    assert "the demo has its people already" in world.app.test_cli_runner().invoke(args=["setup-code"]).output


def test_somebody_who_is_no_administrator_is_not_let_in(night: World):
    assert night.dana.signs_in().open("/manage/setup").status == 403
    assert night.mo.signs_in().open("/manage/drills").link("Is everything set up?") == "/manage/setup"
