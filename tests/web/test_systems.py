"""For other systems, at the desk: tokens that read the log are made, shown once, used, and revoked for good."""

import re

import pytest

from tests.house.routes import MANAGER
from tests.web.seen import kept, memory
from tests.web.test_read_api import Reader
from tests.web.test_roles import becomes
from tests.world import World

TOKEN = re.compile(r"eir_[A-Za-z0-9_-]{32}")


def test_a_token_is_shown_once_and_kept_nowhere(night: World):
    mo = night.mo.signs_in()
    mo.open("/manage/systems")

    page = mo.presses("Make a token", name="Wall board")

    assert (page.status, page.headers["Cache-Control"]) == (201, "no-store")
    assert page.shows("Copy the new token now")
    token = TOKEN.search(page.text)[0]  # type: ignore[index]
    assert Reader(night, token).reads().status_code == 200
    again = mo.open("/manage/systems")
    assert again.shows(f"Wall board ends in {token[-4:]} made Sat 21 Nov 02:10 by Mo Haddad last used Sat 21 Nov 02:10")
    assert not TOKEN.search(again.html)
    assert token not in str(memory(night))


def test_a_revoked_token_reads_nothing_and_the_record_says_who_did_it(night: World):
    mo = night.mo.signs_in()
    mo.open("/manage/systems")
    token = TOKEN.search(mo.presses("Make a token", name="Wall board", lasts="90").text)[0]  # type: ignore[index]
    assert mo.open("/manage/systems").shows("works until")

    shown = mo.presses("Revoke")

    assert shown.shows("revoked Sat 21 Nov 02:10")
    answer = Reader(night, token).reads()
    assert (answer.status_code, answer.json["detail"]) == (401, "This token was revoked.")  # type: ignore[index]
    events = [(event["kind"], event["text"], event["actor"]) for event in kept(night, "timeline")]
    assert events[-2:] == [
        ("token.made", "Mo made the token Wall board, which reads the log", "Mo Haddad"),
        ("token.revoked", "Mo revoked the token Wall board, which reads the log", "Mo Haddad"),
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [(" ", "Say which system reads with it, as in Wall board"), ("x" * 101, "Say it in at most 100 characters")],
)
def test_which_system_reads_has_to_be_said(night: World, name: str, said: str):
    mo = night.mo.signs_in()
    mo.open("/manage/systems")

    page = mo.presses("Make a token", name=name, lasts="30")

    assert (page.status, page.title.startswith("Error: ")) == (422, True)
    assert page.shows(said)
    assert ("lasts", "30") in page.form("Make a token").fields
    assert not kept(night, "read_tokens")


def test_a_period_that_is_not_offered_makes_no_token(night: World):
    mo = night.mo.signs_in()
    mo.open("/manage/systems")

    assert mo.presses("Make a token", name="Wall board", lasts="9000").status == 422
    assert not kept(night, "read_tokens")


def test_making_one_wants_fresh_proof(night: World):
    mo = night.mo.signs_in()
    mo.open("/manage/systems")
    night.sleeps(minutes=30)

    page = mo.presses("Make a token", name="Wall board")

    assert page.status == 403
    assert not kept(night, "read_tokens")


def test_managers_find_no_way_there(night: World):
    manager = becomes(night, "dana", MANAGER)

    assert night.mo.signs_in().open("/manage/policy").shows("For other systems")
    assert not manager.open("/manage/policy").shows("For other systems")
    assert manager.open("/manage/systems").status == 403
