"""Calendars: a private address each, that calendar programs can read, and that opens nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
from werkzeug.test import TestResponse

from app.operations import rota
from app.store import staff
from tests.world import World
from tests.world.browser import Browser

LINK = "/calendars/"


def address(browser: Browser, button: str = "Make an address (Your shifts)") -> str:
    browser.open("/manage/rota/calendars")
    page = browser.presses(button)
    words = next(word for word in page.text.split() if LINK in word)
    return words[words.index(LINK) :]


def fetched(world: World, path: str) -> TestResponse:
    return Browser(world.app, world.desk.settings.public_url).fetches(path)


def events(answer: TestResponse) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))


def works(world: World, name: str, start: datetime, hours: float) -> None:
    with world.desk.database.writing() as session:
        who = next(one for one in staff.active(session) if one.first_name == name)
        rota.add_shift(
            session, layer="duty-manager", staff_id=who.id, starts_at=start, ends_at=start + timedelta(hours=hours),
            mint=world.desk.mint,
        )  # fmt: skip


def test_ones_own_calendar_has_ones_own_time_and_nobody_elses(night: World):
    start = datetime(2026, 11, 24, 17, tzinfo=UTC)
    works(night, "Dana", start, 4)

    answer = fetched(night, address(night.dana.signs_in()))

    assert answer.status_code == 200
    found = {(str(one["summary"]), one.start) for one in events(answer)}
    assert ("On call: Duty manager", start) in found
    assert {words for words, _ in found} == {"On call: Duty manager", "On call: Primary"}


def test_everybodys_calendar_names_them(night: World):
    answer = fetched(night, address(night.mo.signs_in(), "Make an address (Everybody's)"))

    assert {str(one["summary"]) for one in events(answer)} == {
        "On call: Primary, Dana Okafor", "On call: Backup, Eve Lindqvist", "On call: Duty manager, Mo Haddad",
    }  # fmt: skip


def test_it_is_written_as_calendar_programs_want_it(night: World):
    answer = fetched(night, address(night.dana.signs_in()))

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private"
    for words in ("PRODID:", "X-WR-CALNAME:", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "BEGIN:VEVENT"):
        assert words in answer.text
    assert all(line.endswith("\r") for line in answer.text.split("\n")[:-1])
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75


def test_an_event_keeps_its_name_from_one_asking_to_the_next(night: World):
    works(night, "Dana", datetime(2026, 11, 24, 17, tzinfo=UTC), 4)
    path = address(night.dana.signs_in())
    before = {str(one["uid"]) for one in events(fetched(night, path))}

    night.passes(minutes=10)

    assert {str(one["uid"]) for one in events(fetched(night, path))} == before
    assert len(before) == 2


def test_what_is_long_over_or_far_ahead_is_left_out(night: World):
    works(night, "Mo", night.clock.now() - timedelta(days=40), 4)
    works(night, "Dana", night.clock.now() + timedelta(days=100), 4)

    answer = fetched(night, address(night.dana.signs_in()))

    assert [str(one["summary"]) for one in events(answer)] == ["On call: Primary"]


def test_a_new_address_ends_the_old_one(night: World):
    browser = night.dana.signs_in()
    old = address(browser)

    new = address(browser, "Make a new address (Your shifts)")

    assert fetched(night, old).status_code == 404
    assert fetched(night, new).status_code == 200


def test_the_address_of_somebody_who_has_left_opens_nothing(night: World):
    path = address(night.dana.signs_in())

    night.leaves(night.dana)

    assert fetched(night, path).status_code == 404


def test_guessing_is_slowed_down_and_a_genuine_address_still_opens(night: World):
    path = address(night.dana.signs_in())

    answers = [fetched(night, f"{LINK}{'A' * 22}.ics").status_code for _ in range(31)]

    assert answers == [404] * 30 + [429]
    assert fetched(night, path).status_code == 200


def test_no_key_is_kept_in_the_clear(night: World):
    token = address(night.dana.signs_in()).removeprefix(LINK).removesuffix(".ics")

    with night.desk.database.reading() as session:
        dump = "".join(
            str(row) for table in ("calendar_feeds", "timeline", "rota_changes")
            for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")  # our own names
        )  # fmt: skip
    assert token not in dump
