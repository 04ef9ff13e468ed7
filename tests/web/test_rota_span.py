"""Any fourteen days of the rota: ahead, and back as they were entered, with those who have left since."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.operations import rota
from app.store import on_call, staff
from tests.web.test_rota_pages import ids, primary_ends
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

GAP = "nobody from Sat 21 Nov 02:10"


def opens(world: World, day: str, who: str = "mo") -> Page:
    browser: Browser = getattr(world, who).signs_in()
    return browser.open(f"/manage/rota?from={day}")


def puts_on(world: World, name: str, starts: str, ends: str, layer: str = "primary") -> None:
    with world.desk.database.writing() as session:
        rota.add_shift(
            session, layer=layer, staff_id=ids(world)[name], starts_at=datetime.fromisoformat(starts),
            ends_at=datetime.fromisoformat(ends), mint=world.desk.mint,
        )  # fmt: skip


def leaves(world: World, name: str) -> None:
    done = world.app.test_cli_runner().invoke(args=["staff", "deactivate", "--email", f"{name}@example.com"])
    assert done.exit_code == 0, done.output


def test_fourteen_days_from_any_day_are_shown(night: World):
    page = opens(night, "2026-12-18")

    assert page.shows("Now, and the 14 days from 18 December 2026")
    assert page.shows("Fri 18 Dec All day Dana Okafor")
    assert page.shows("Thu 31 Dec All day Dana Okafor")
    assert not page.shows("Fri 1 Jan")
    assert not page.shows("Thu 17 Dec")
    assert page.shows("Fri 25 Dec Bank holiday")
    assert 'value="2026-12-18"' in page.html


@pytest.mark.parametrize("written", ["20261218", "2026-W51-5"])
def test_a_day_that_is_written_otherwise_stands_in_the_field_as_browsers_want_it(night: World, written: str):
    page = opens(night, written)

    assert page.shows("14 days from 18 December 2026")
    assert dict(page.form("Show 14 days").fields) == {"from": "2026-12-18"}


def test_earlier_and_later_lead_on_and_back(night: World):
    browser = night.mo.signs_in()
    page = browser.open("/manage/rota")

    assert page.link("Later") == "/manage/rota?from=2026-12-05"
    page = browser.open(page.link("Later"))
    assert page.link("Earlier") == "/manage/rota?from=2026-11-21"
    page = browser.open(page.link("Earlier"))
    assert page.link("Earlier") == "/manage/rota?from=2026-11-07"
    assert page.link("The next 14 days") == "/manage/rota"


def test_the_date_field_leads_there(night: World):
    browser = night.dana.signs_in()
    form = browser.open("/manage/rota").form("Show 14 days")

    assert (form.method, form.action) == ("get", "/manage/rota")
    assert dict(form.fields) == {"from": "2026-11-21"}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("soon", "“soon” is not a date"),
        ("2026-13-01", "“2026-13-01” is not a date"),
        ("2025-10-20", "“2025-10-20” is too far away: choose a day from 21 October 2025 to 21 December 2027"),
        ("2027-12-22", "“2027-12-22” is too far away: choose a day from"),
        ("9999-12-31", "“9999-12-31” is too far away: choose a day from"),
    ],
)
def test_a_day_that_cannot_be_is_an_error_at_the_field_beside_the_next_days(night: World, day: str, why: str):
    page = opens(night, day)

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.text.count(why) == 2, "in the summary and at the field"
    assert dict(page.form("Show 14 days").fields) == {"from": "2026-11-21"}
    assert page.shows("The next 14 days")


@pytest.mark.parametrize(("day", "missing"), [("2025-10-21", "Earlier"), ("2027-12-21", "Later")])
def test_thirteen_months_back_and_ahead_are_the_ends(night: World, day: str, missing: str):
    page = opens(night, day)

    assert page.status == 200
    assert missing not in [words for _, words in page.links]


def test_the_gaps_are_those_of_the_days_that_are_shown(night: World):
    primary_ends(night)
    puts_on(night, "Dana", "2026-11-21T02:10+00:00", "2026-12-20T17:00+00:00")

    ahead = opens(night, "2026-12-18")
    near = opens(night, "2026-11-23")

    assert ahead.shows("Gap: nobody from Sun 20 Dec 17:00 to Mon 21 Dec 08:30. If a report arrives then")
    assert ahead.shows("Gap 17:00-24:00: primary")
    assert not near.shows("Gap")


def test_a_gap_that_is_over_says_so(night: World):
    primary_ends(night)
    night.at("2026-12-05T12:00:00+00:00")
    puts_on(night, "Dana", "2026-12-05T12:00+00:00", "2027-12-20T17:00+00:00")

    page = opens(night, "2026-11-20")

    assert page.shows("Gap: nobody was on call from Sat 21 Nov 02:10 to Mon 23 Nov 08:30.")


def test_the_past_is_shown_as_it_was_entered_with_whoever_has_left_since(night: World):
    night.at("2026-12-10T12:00:00+00:00")
    leaves(night, "dana")
    night.at("2026-12-20T12:00:00+00:00")

    before = opens(night, "2026-11-23")
    page = opens(night, "2026-12-05")

    assert before.shows("Mon 23 Nov All day Dana Okafor")
    assert before.shows("Dana Okafor has left Sat 1 Jan 00:00 until further notice")
    assert not before.shows("Gap")
    assert page.shows("Wed 9 Dec All day Dana Okafor")
    assert page.shows("00:00-12:00 Dana Okafor")
    assert page.shows("Gap 17:00-24:00: primary")
    assert page.shows("Primary: nobody")


def test_a_shift_that_is_over_offers_no_press(night: World):
    primary_ends(night)
    night.at("2026-12-10T12:00:00+00:00")
    mo = night.mo.signs_in()

    page = mo.open("/manage/rota?from=2026-11-09")

    assert page.shows("Primary: nobody")
    assert page.shows("until Sat 21 Nov 02:10")
    assert len([form for form in page.forms if "/shifts/" in form.action and form.action.endswith("/end")]) == 2


def test_a_rotation_keeps_the_turns_of_whoever_left_later(each_world: World):
    each_world.at("2026-11-21T02:10:00+00:00")
    primary_ends(each_world)
    known = ids(each_world)
    mo = each_world.mo.signs_in()
    mo.open("/manage/rota/rotations/new")
    mo.presses(
        "Start the rotation", layer="primary", every="1", unit="1", first="2026-11-20T17:00",
        place_1=known["Dana"], place_2=known["Eve"],
    )  # fmt: skip
    each_world.at("2026-11-25T12:00:00+00:00")
    leaves(each_world, "dana")
    now = each_world.clock.now()

    with each_world.desk.database.reading() as session:
        names = {who.id: who.first_name for who in staff.everybody(session)}
        found = on_call.rota_over(session, now - timedelta(days=4), now + timedelta(days=3), now)
    turns = [(names[one.staff_id], f"{one.starts_at:%d %H}", f"{one.ends_at:%d %H}") for one in found.pieces
             if one.layer == "primary"]  # fmt: skip

    assert turns[:6] == [
        ("Dana", "20 17", "21 17"),
        ("Eve", "21 17", "22 17"),
        ("Dana", "22 17", "23 17"),
        ("Eve", "23 17", "24 17"),
        ("Dana", "24 17", "25 12"),
        ("Eve", "25 12", "25 17"),
    ]


def test_ahead_it_is_what_pages_go_by(each_world: World):
    now = each_world.clock.now()
    with each_world.desk.database.reading() as session:
        end = now + timedelta(days=14)
        assert on_call.rota_over(session, now, end, now) == on_call.rota_of(session, now, end)
