"""`rota import`: another tool's calendar comes in, all of it or nothing, and again without doubling."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from app.store import on_call, rota
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Other//EN\n"
WEEKLY = """BEGIN:VEVENT
UID:weekly@other
SUMMARY:Primary on call
ATTENDEE;CN=Eve:mailto:eve@example.com
DTSTART;TZID=Europe/London:20261123T170000
DTEND;TZID=Europe/London:20261124T083000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/London:20261130T170000
END:VEVENT
BEGIN:VEVENT
UID:weekly@other
RECURRENCE-ID;TZID=Europe/London:20261207T170000
SUMMARY:Primary on call
ATTENDEE:mailto:mo@example.com
DTSTART;TZID=Europe/London:20261207T200000
DTEND;TZID=Europe/London:20261208T083000
END:VEVENT
"""
ALL_DAY = """BEGIN:VEVENT
UID:day@other
SUMMARY:Dana Okafor (backup)
DTSTART;VALUE=DATE:20270328
DTEND;VALUE=DATE:20270329
END:VEVENT
"""


def imports(world: World, path: Path, *events: str, layer: str = "") -> Result:
    file = path / "rota.ics"
    file.write_text(HEAD + "".join(events) + "END:VCALENDAR\n", encoding="utf-8", newline="\r\n")
    options = ["--layer", layer] if layer else []
    return world.app.test_cli_runner().invoke(args=["rota", "import", str(file), *options])


def imported(world: World) -> list[tuple[str, str, datetime, datetime]]:
    with world.desk.database.reading() as session:
        end = datetime(2028, 1, 1, tzinfo=UTC)
        found = rota.shifts_between(session, world.clock.now(), end)
        return [(who.first_name, shift.layer, shift.starts_at, shift.ends_at) for shift, who in found if shift.uid]


def test_an_event_that_recurs_comes_in_with_its_exceptions(world: World, tmp_path: Path):
    done = imports(world, tmp_path, WEEKLY)

    assert done.exit_code == 0, done.output
    assert imported(world) == [
        ("Eve", "primary", datetime(2026, 11, 23, 17, tzinfo=UTC), datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("Mo", "primary", datetime(2026, 12, 7, 20, tzinfo=UTC), datetime(2026, 12, 8, 8, 30, tzinfo=UTC)),
        ("Eve", "primary", datetime(2026, 12, 14, 17, tzinfo=UTC), datetime(2026, 12, 15, 8, 30, tzinfo=UTC)),
    ]


def test_a_whole_day_is_one_by_the_policys_clocks(world: World, tmp_path: Path):
    imports(world, tmp_path, ALL_DAY)

    assert imported(world) == [
        ("Dana", "backup", datetime(2027, 3, 28, tzinfo=UTC), datetime(2027, 3, 28, 23, tzinfo=UTC))
    ]


def test_another_zones_times_are_the_same_instants(world: World, tmp_path: Path):
    imports(world, tmp_path, WEEKLY.replace("Europe/London", "America/New_York"))

    assert imported(world)[0][2] == datetime(2026, 11, 23, 22, tzinfo=UTC)


def test_the_same_file_again_replaces_and_doubles_nothing(world: World, tmp_path: Path):
    imports(world, tmp_path, WEEKLY, ALL_DAY)
    before = imported(world)

    again = imports(world, tmp_path, WEEKLY, ALL_DAY)

    assert "4 replaced" in again.output
    assert imported(world) == before


def test_an_event_that_was_called_off_takes_its_shifts_away(world: World, tmp_path: Path):
    imports(world, tmp_path, ALL_DAY)

    imports(world, tmp_path, ALL_DAY.replace("END:VEVENT", "STATUS:CANCELLED\nEND:VEVENT"))

    assert imported(world) == []


def test_the_layer_may_be_said_for_the_whole_file(world: World, tmp_path: Path):
    imports(world, tmp_path, ALL_DAY, layer="primary")

    assert [layer for _, layer, *_ in imported(world)] == ["primary"]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ALL_DAY.replace("Dana Okafor", "Quentin"), "line 4, 'Quentin (backup)': nobody of the staff is meant"),
        (ALL_DAY.replace("(backup)", ""), "line 4, 'Dana Okafor': its summary names no layer"),
        (ALL_DAY.replace("(backup)", "primary backup"), "names no layer, or more than one"),
        (ALL_DAY.replace("UID:day@other\n", ""), "it has no UID"),
    ],
)
def test_one_event_that_cannot_be_read_keeps_all_of_them_out(world: World, tmp_path: Path, event: str, words: str):
    done = imports(world, tmp_path, event, WEEKLY)

    assert done.exit_code == 1
    assert words in done.output
    assert "Nothing was imported" in done.output
    assert imported(world) == []


@pytest.mark.parametrize("words", ["", "not a calendar", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:never\n"])
def test_what_is_no_calendar_is_an_error_in_words(world: World, tmp_path: Path, words: str):
    file = tmp_path / "rota.ics"
    file.write_text(words)

    done = world.app.test_cli_runner().invoke(args=["rota", "import", str(file)])

    assert done.exit_code == 1
    assert "is no calendar that can be read" in done.output


def test_what_was_imported_is_on_call(world: World, tmp_path: Path):
    imports(world, tmp_path, WEEKLY)

    at = datetime(2026, 11, 23, 20, tzinfo=UTC)
    with world.desk.database.reading() as session:
        assert "Eve" in [who.first_name for who in on_call.people(session, "primary", at)]
