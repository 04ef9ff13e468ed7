"""Sign-ins: a person sees theirs, ends any of them, and what has ended stays ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import event

from app.demo import PASSWORD
from app.domain import browsers
from app.operations import people
from app.store import staff
from tests.web.seen import kept, same_browser
from tests.web.settings import PRODUCTION
from tests.world import World
from tests.world.browser import Browser

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


def signs_in(world: World, user_agent: str = FIREFOX, name: str = "mo") -> Browser:
    browser = world.carol.browser()
    form = browser.open("/manage/sign-in").form("Sign in")
    data: dict[str, str | list[str]] = {name: value for name, value in form.fields}  # noqa: C416
    data |= {"email": f"{name}@example.com", "password": PASSWORD}
    page = browser.open(form.action, method="POST", data=data, User_Agent=user_agent)
    assert page.headline == "Intake log"
    return browser


def is_in(browser: Browser) -> bool:
    return browser.open("/manage/").headline == "Intake log"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on a Mac"),
        ("curl/8.5", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_as_people_do(user_agent: str, name: str):
    assert browsers.named(user_agent) == name


def test_a_person_sees_where_they_are_signed_in_and_nobody_else(night: World):
    signs_in(night, IPHONE)
    signs_in(night, name="dana")
    night.clock.move(timedelta(minutes=20))
    office = signs_in(night, FIREFOX)

    page = office.open("/manage/sessions")

    assert page.headline == "Your sign-ins"
    assert page.shows("Firefox on Windows this browser signed in Sat 21 Nov 02:30 by password last seen now")
    assert page.shows("Safari on an iPhone signed in Sat 21 Nov 02:10 by password last seen Sat 21 Nov 02:10")
    assert len([form for form in page.forms if form.action.endswith("/end")]) == 3


def test_one_of_them_is_ended_from_another(night: World):
    phone, office = signs_in(night, IPHONE), signs_in(night, FIREFOX)
    office.open("/manage/sessions")

    page = office.presses("Sign out Safari on an iPhone")

    assert page.shows("That browser is signed out")
    assert not page.shows("an iPhone")
    assert not is_in(phone)
    assert is_in(office)


def test_ending_ones_own_is_signing_out(night: World):
    office = signs_in(night)
    office.open("/manage/sessions")

    page = office.presses("Sign out Firefox on Windows")

    assert page.headline == "Sign in to the desk"
    assert not is_in(office)


def test_signing_out_everywhere_ends_them_all_and_nobody_elses(night: World):
    phone, office, dana = signs_in(night, IPHONE), signs_in(night), signs_in(night, name="dana")
    office.open("/manage/sessions")

    page = office.presses("Sign out everywhere")

    assert page.headline == "Sign in to the desk"
    assert not is_in(phone)
    assert not is_in(office)
    assert is_in(dana)


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(night: World):
    office = signs_in(night)
    copy = same_browser(night, office)
    assert is_in(copy)

    office.open("/manage/")
    office.presses("Sign out Mo")

    assert not is_in(copy)
    assert kept(night, "sign_ins") == []


def test_nobody_ends_somebody_elses(night: World):
    office, dana = signs_in(night), signs_in(night, name="dana")
    (hers,) = [row for row in kept(night, "sign_ins") if row["staff_id"] == id_of(night, "dana")]
    token = dict(office.open("/manage/sessions").form("Sign out everywhere").fields)["csrf_token"]

    page = office.open(f"/manage/sessions/{hers['id']}/end", method="POST", data={"csrf_token": token})

    assert page.status == 404
    assert is_in(dana)


def id_of(world: World, name: str) -> str:
    return next(row["id"] for row in kept(world, "staff") if row["email"] == f"{name}@example.com")


@pytest.mark.parametrize("way", ["reset", "deactivate"])
def test_a_new_password_and_leaving_end_every_sign_in_for_good(night: World, way: str):
    office, phone = signs_in(night), signs_in(night, IPHONE)
    words = {"reset": ["--password", "another-long-password"], "deactivate": []}[way]

    done = night.app.test_cli_runner().invoke(args=["staff", way, "--email", "mo@example.com", *words])
    assert done.exit_code == 0, done.output

    assert not is_in(office)
    night.app.test_cli_runner().invoke(args=["staff", "activate", "--email", "mo@example.com"])
    assert not is_in(office)
    assert not is_in(phone)
    assert kept(night, "sign_ins") == []


def test_whoever_left_cannot_sign_in_until_they_are_back(night: World):
    run = night.app.test_cli_runner()
    done = run.invoke(args=["staff", "deactivate", "--email", "Dana@Example.com"])
    assert done.output == "Dana Okafor is paged no more and cannot sign in. See that the rota has no gap.\n"

    night.carol.reports("crm")
    assert night.dana.phone.is_quiet()
    assert night.dana.signs_in().open("/manage/").headline == "Sign in to the desk"
    assert run.invoke(args=["staff", "deactivate", "--email", "dana@example.com"]).exit_code == 1

    done = run.invoke(args=["staff", "activate", "--email", "dana@example.com"])
    assert done.output == "Dana Okafor can be paged and sign in again.\n"
    assert is_in(night.dana.signs_in())
    assert run.invoke(args=["staff", "activate", "--email", "dana@example.com"]).exit_code == 1


def test_a_password_that_was_reset_half_way_to_the_code_opens_nothing(
    sqlite_url: str, open_world: Callable[..., World]
):
    world = open_world(sqlite_url, **PRODUCTION)
    browser = Browser(world.app, world.desk.settings.public_url)
    browser.open("/manage/sign-in")
    assert "authenticator" in browser.presses("Sign in", email="mo@example.com", password=PASSWORD).text

    with world.desk.database.writing() as session:
        person = staff.by_email(session, "mo@example.com")
        assert person is not None
        people.start_afresh(session, person.id, "x")

    assert browser.presses("Sign in", code="000000").headline == "Sign in to the desk"


def test_signing_in_again_in_the_same_browser_leaves_one(night: World):
    office = signs_in(night)
    copy = same_browser(night, office)

    office.open("/manage/sign-in")
    assert office.presses("Sign in", email="mo@example.com", password=PASSWORD).headline == "Intake log"

    assert len(kept(night, "sign_ins")) == 1
    assert not is_in(copy)


def test_sign_ins_that_are_over_are_forgotten(night: World):
    signs_in(night)
    night.clock.move(timedelta(hours=1, seconds=1))
    signs_in(night, name="dana")

    (row,) = kept(night, "sign_ins")
    assert row["staff_id"] == id_of(night, "dana")


def test_what_is_kept_of_a_browser_is_its_name(night: World):
    signs_in(night, "Mozilla/5.0 (X11; Linux x86_64; canary-42) Firefox/133.0")

    assert "canary" not in str(kept(night, "sign_ins"))


def test_a_look_is_written_down_once_a_minute_at_most(night: World):
    office = signs_in(night)

    with statements(night) as said:
        for _ in range(6):
            night.clock.move(timedelta(seconds=15))
            assert is_in(office)

    writes = [one for one in said if not one.startswith(("SELECT", "BEGIN", "PRAGMA"))]
    assert len(writes) == 1
    assert writes[0].startswith("UPDATE sign_ins SET seen_at")
    (row,) = kept(night, "sign_ins")
    assert row["seen_at"] == night.clock.now() - timedelta(seconds=30)


class statements:  # noqa: N801
    """What the database is told meanwhile; what `refused` begins with, it refuses as a full disk does."""

    def __init__(self, world: World, refused: str = "nothing") -> None:
        self.engine = world.desk.database._engine
        self.refused = refused
        self.said: list[str] = []

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self._hears)
        return self.said

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._hears)

    def _hears(self, _: Any, __: Any, words: str, *___: Any) -> None:
        self.said.append(words)
        if words.startswith(self.refused):
            raise sqlalchemy.exc.OperationalError(words, None, OSError("database or disk is full"))


def test_while_nothing_can_be_written_the_desk_can_be_read(night: World):
    office = signs_in(night)
    night.clock.move(timedelta(minutes=5))

    with statements(night, refused="UPDATE sign_ins") as said:
        assert is_in(office)

    assert [one for one in said if one.startswith("UPDATE sign_ins")]


def test_the_same_on_postgresql(postgresql_url: str, open_world: Callable[..., World]):
    world = open_world(postgresql_url)
    world.at("Saturday 02:10")
    phone, office = signs_in(world, IPHONE), signs_in(world)

    world.clock.move(timedelta(minutes=5))
    assert is_in(office)
    office.open("/manage/sessions")
    office.presses("Sign out Safari on an iPhone")

    assert not is_in(phone)
    assert is_in(office)
    office.open("/manage/sessions")
    office.presses("Sign out everywhere")
    assert not is_in(office)
