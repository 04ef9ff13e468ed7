"""The rota's pages: rotations, overrides, swaps and absences; who may do what; and the strip on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.operations import rota
from app.store import rota as kept
from app.store import staff
from app.store.rota import KeptAbsence, KeptOverride, KeptRotation, Shift
from tests.world import World
from tests.world.browser import Browser
from tests.world.people import Colleague


def opens(who: Colleague, path: str) -> Browser:
    browser = who.signs_in()
    browser.open(f"/manage/rota{path}")
    return browser


def ids(world: World) -> dict[str, str]:
    with world.desk.database.reading() as session:
        return {who.first_name: who.id for who in staff.active(session)}


def rows(world: World, table: type) -> list:
    with world.desk.database.reading() as session:
        return list(session.scalars(select(table)))


def primary_ends(world: World) -> None:
    with world.desk.database.writing() as session:
        for shift in session.scalars(select(Shift).where(Shift.layer == "primary")).all():
            rota.end_shift(session, shift.id, world.clock.now())


def test_a_rotation_is_typed_in_and_seen_day_by_day(night: World):
    primary_ends(night)
    known = ids(night)

    page = opens(night.mo, "/rotations/new").presses(
        "Start the rotation", layer="primary", every="1", unit="1", first="2026-11-20T17:00",
        place_1=known["Dana"], place_2=known["Eve"],
    )  # fmt: skip

    assert page.status == 200
    assert page.shows("Primary: Dana Okafor")
    assert page.shows("Dana, Eve a day each, from Fri 20 Nov 17:00")
    assert page.shows("00:00-17:00 Dana Okafor rotation")
    assert page.shows("17:00-24:00 Eve Lindqvist rotation")
    assert not page.shows("Gap")
    assert page.shows("take turns as primary"), "the change is in the list"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"place_1": ""}, "Choose who takes turns"),
        ({"first": "soon"}, "Say when the first handover is"),
        ({"first": "2027-03-28T01:30"}, "That time does not happen"),
        ({"every": "0"}, "Number must be between 1 and 52."),
    ],
)
def test_a_rotation_that_cannot_be_is_an_error_at_its_field(night: World, changes: dict[str, str], words: str):
    right = {"every": "2", "unit": "7", "first": "2026-11-20T17:00", "place_1": ids(night)["Dana"]}

    page = opens(night.mo, "/rotations/new").presses("Start the rotation", **(right | changes))

    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.text.count(words) >= 2, "in the summary and at the field"
    assert rows(night, KeptRotation) == []


def test_a_rotation_is_ended_with_one_press(night: World):
    known = ids(night)
    browser = opens(night.mo, "/rotations/new")
    browser.presses("Start the rotation", layer="backup", first="2026-11-20T17:00", place_1=known["Dana"])

    page = browser.presses("End the rotation")

    assert not page.shows("End the rotation")
    assert rows(night, KeptRotation)[0].ends_at == night.clock.now()


def test_an_override_is_typed_in_and_taken_away_again(night: World):
    known = ids(night)
    browser = opens(night.mo, "/overrides/new")
    page = browser.presses(
        "Put on call", layer="primary", staff_id=known["Eve"], instead_of=known["Dana"],
        starts_at="2026-11-24T17:00", ends_at="2026-11-24T21:00",
    )  # fmt: skip
    assert page.shows("17:00-21:00 Eve Lindqvist override, instead of Dana Okafor")

    page = browser.presses("Take it away (Eve Lindqvist instead of Dana Okafor)")

    assert not page.shows("17:00-21:00 Eve Lindqvist")
    assert rows(night, KeptOverride) == []


def test_a_time_that_happens_twice_is_asked_about(night: World):
    night.at("2026-10-20T12:00:00+00:00")
    known = ids(night)
    browser = opens(night.mo, "/overrides/new")
    typed = {"layer": "primary", "staff_id": known["Eve"], "instead_of": "",
             "starts_at": "2026-10-25T01:30", "ends_at": "2026-10-25T05:00"}  # fmt: skip

    page = browser.presses("Put on call", **typed)
    assert page.shows("1:30am on Sunday 25 October 2026 happens twice")
    browser.presses("Put on call", starts_at_which="second")

    (override,) = rows(night, KeptOverride)
    assert (override.starts_at.hour, override.starts_at.minute) == (1, 30)


def test_a_swap_is_asked_for_and_accepted_at_the_desk(night: World):
    known = ids(night)
    page = opens(night.dana, "/swaps/new").presses(
        "Ask them", layer="primary", asked_of=known["Eve"], starts_at="2026-11-24T17:00", ends_at="2026-11-25T08:00"
    )
    assert page.shows("Until it is accepted nothing changes")

    page = opens(night.eve, "").presses("Take it")

    assert page.shows("17:00-24:00 Eve Lindqvist swap, instead of Dana Okafor")


def test_nobody_answers_for_whoever_is_asked(night: World):
    known = ids(night)
    opens(night.dana, "/swaps/new").presses(
        "Ask them", layer="primary", asked_of=known["Eve"], starts_at="2026-11-24T17:00", ends_at="2026-11-25T08:00"
    )
    with night.desk.database.reading() as session:
        (swap,) = kept.swaps_asked(session, night.clock.now())
    eve = opens(night.eve, "")
    form = eve.page.form("Take it")
    dana = opens(night.dana, "")
    form.fields = [(name, value) for name, value in dana.page.form("Ask no more").fields]

    assert dana.sends(form, "Take it").status == 403
    with night.desk.database.reading() as session:
        assert [one.id for one in kept.swaps_asked(session, night.clock.now())] == [swap.id]


def test_turns_that_want_cover_are_shown_before_anything_is_saved(night: World):
    known = ids(night)
    browser = night.mo.signs_in()

    page = browser.open(f"/manage/rota/absences/new?staff_id={known['Dana']}&first=2026-11-24&last=2026-11-25")
    assert page.shows("Primary, Tue 24 Nov 00:00 to Thu 26 Nov 00:00")
    assert rows(night, KeptAbsence) == []

    page = browser.presses("Save", cover=known["Eve"])
    assert page.shows("All day Eve Lindqvist cover, instead of Dana Okafor")
    assert not page.shows("Wants cover")


def test_an_absence_without_cover_is_a_gap_until_somebody_is_named(night: World):
    known = ids(night)
    browser = night.mo.signs_in()
    browser.open(f"/manage/rota/absences/new?staff_id={known['Dana']}&first=2026-11-24&last=2026-11-24")

    page = browser.presses("Save")
    assert page.shows("Wants cover: primary")
    assert page.shows("Gap 00:00-08:30: primary")

    page = browser.presses("Name the cover", cover=known["Eve"])
    assert not page.shows("Gap")


def test_an_engineer_is_away_themselves_and_nobody_else(night: World):
    known = ids(night)
    browser = night.dana.signs_in()

    page = browser.open(f"/manage/rota/absences/new?staff_id={known['Eve']}&first=2026-11-24&last=2026-11-24")
    assert page.status == 422

    browser.open(f"/manage/rota/absences/new?staff_id={known['Dana']}&first=2026-11-24&last=2026-11-24")
    browser.presses("Save", cover=known["Eve"])
    assert [one.staff_id for one in rows(night, KeptAbsence)] == [known["Dana"]]
    assert rows(night, KeptOverride) == [], "an engineer puts nobody else on call"


@pytest.mark.parametrize(
    "path", ["/manage/", "/manage/customers", "/manage/policy", "/manage/rota", "/manage/sessions"]
)
def test_every_page_of_the_desk_says_that_nobody_will_be_on_call(night: World, path: str):
    browser = night.mo.signs_in()
    assert not browser.open(path).shows("Nobody is on call as")

    primary_ends(night)

    page = browser.open(path)
    assert page.shows("Nobody is on call as primary Sat 21 Nov 02:10 to Mon 23 Nov 08:30.")
    assert page.shows("we page whoever is next at once; with nobody next, we page everyone")


def test_a_short_day_and_a_bank_holiday_are_flagged(night: World):
    night.at("2027-03-20T12:00:00+00:00")

    page = opens(night.mo, "").page

    assert page.shows("Sun 28 Mar 1 h shorter")
    assert page.shows("Fri 26 Mar Bank holiday: 24 h")


def test_policies_that_need_somebody_all_day_see_daytime_gaps(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, POLICY="flatpeak")
    world.at("Tuesday 10:00")
    with world.desk.database.writing() as session:
        for shift in session.scalars(select(Shift)).all():
            rota.end_shift(session, shift.id, world.clock.now())

    assert world.mo.signs_in().open("/manage/").shows("Tue 17 Nov 10:00")
