"""The hours of a policy file: a zone, a week of intervals on its wall clock, and the holidays that are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from app.domain import bank_holidays
from app.domain.policy import Holidays, Hours
from app.domain.policy_section import Section, suggestion
from app.domain.toml_lines import Path

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MIDNIGHT = 24 * 60

_INTERVAL = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_Day = tuple[tuple[int, int], ...]


def read(section: Section, clauses: Mapping[str, Any]) -> Hours:
    """The hours of a section. A weekday that is left out has none."""
    hours = Hours(
        zone=_zone(section),
        week=tuple(_day(section, weekday) for weekday in WEEKDAYS),
        holidays=_holidays(section),
        clause=section.name("clause", clauses, "clause"),
    )
    if section.table and not any(hours.week):
        section.fault("monday", "the week has no hours at all")
    section.done()
    return hours


def _zone(section: Section) -> str:
    zone = section.text("zone")
    if not zone or zone in _zones():
        return zone
    section.fault("zone", f"{zone!r} is no time zone{suggestion(zone, _zones())}")
    return "UTC"


@cache
def _zones() -> frozenset[str]:
    """Every zone that is installed; finding them reads several hundred files."""
    return frozenset(available_timezones())


def _day(section: Section, weekday: str) -> _Day:
    """The intervals of a weekday, as in ["08:30-12:00", "13:00-17:00"]."""
    day: list[tuple[int, int]] = []
    for path, value in section.items(weekday):
        interval = _interval(section, path, value)
        if interval is None:
            continue
        if day and interval[0] < day[-1][1]:
            section.findings.add(path, f"{value!r} overlaps the interval before it, or stands out of order")
        day.append(interval)
    return tuple(day)


def _interval(section: Section, path: Path, value: object) -> tuple[int, int] | None:
    match = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        section.findings.add(path, f'{value!r} must be two times, as in "08:30-17:00"')
        return None
    begins, ends = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if int(match[2]) > 59 or int(match[4]) > 59 or ends > MIDNIGHT:
        section.findings.add(path, f"{value!r} is no time of day; the latest is 24:00")
        return None
    if begins >= ends:
        section.findings.add(path, f"{value!r} ends before it begins")
        return None
    return begins, ends


def _holidays(section: Section) -> Holidays | None:
    table = section.optional_section("holidays")
    if table is None:
        return None
    country = table.name("country", bank_holidays.countries(), "country with known holidays")
    rule = Holidays(
        country=country,
        subdivision=_subdivision(table, country),
        added=_added(table),
        removed=table.dates("removed"),
    )
    table.done()
    return rule


def _subdivision(table: Section, country: str) -> str:
    """A country with subdivisions needs one: without it some of its holidays are missing, without a word."""
    known = bank_holidays.subdivisions(country)
    if not known:
        if table.text("subdivision", default=""):
            table.fault("subdivision", f"{country!r} has no subdivisions")
        return ""
    subdivision = table.text("subdivision")
    if subdivision and subdivision not in known:
        table.fault("subdivision", f"{subdivision!r} is not one of {', '.join(known)}{suggestion(subdivision, known)}")
    return subdivision


def _added(table: Section) -> dict[date, str]:
    """Dates by name, as in 2027-06-14 = "A day of thanks"."""
    section = table.optional_section("added")
    if section is None:
        return {}
    added = {}
    for key in section.every_key():
        name = section.text(key)
        try:
            added[date.fromisoformat(key)] = name
        except ValueError:
            section.fault(key, "must be a date, as in 2027-06-14")
    return added
