"""The hours of a policy file: a zone, a week of intervals on its wall clock, and the holidays that are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from app.domain import bank_holidays
from app.domain.hours import CALLED, Holidays, Hours, Minutes, TierHours, Week
from app.domain.local import LANGUAGES, Language
from app.domain.policy_section import Section, suggestion
from app.domain.toml_lines import Path

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MIDNIGHT = 24 * 60

NATIONWIDE = "nationwide"

_INTERVAL = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_CLOSE = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_Day = tuple[tuple[int, int], ...]


def read(section: Section, clauses: Mapping[str, Any]) -> Hours:
    """The hours of a section. A weekday that is left out has none."""
    hours = Hours(
        zone=_zone(section),
        week=_week(section),
        holidays=_holidays(section),
        clause=section.name("clause", clauses, "clause"),
        zone_name=section.text("zone_name", default=""),
        language=_language(section) or "en-GB",
    )
    section.done()
    return hours


def read_of_tier(section: Section, clauses: Mapping[str, Any]) -> TierHours:
    """A tier's hours. Without a zone they are on the clock of each customer's region."""
    hours = TierHours(
        zone=_zone(section) if "zone" in section.table else None,
        week=_week(section),
        holidays=_holidays(section),
        keeps_holidays=section.flag("keeps_holidays", default=False),
        clause=section.name("clause", clauses, "clause"),
        zone_name=section.text("zone_name", default=""),
        language=_language(section),
    )
    if hours.keeps_holidays and hours.holidays:
        section.fault("keeps_holidays", "keeps the region's holidays, and there are holidays of the tier's own")
    if hours.zone_name and not hours.zone:
        section.fault("zone_name", "names a zone, and the hours have none of their own")
    section.done()
    return hours


def _week(section: Section) -> Week:
    week = tuple(_day(section, weekday) for weekday in WEEKDAYS)
    if section.table and not any(week):
        section.fault("monday", "the week has no hours at all")
    return week


def _zone(section: Section) -> str:
    zone = section.text("zone")
    if not zone or zone in _zones():
        return zone
    section.fault("zone", f"{zone!r} is no time zone{suggestion(zone, _zones())}")
    return "UTC"


def _language(section: Section) -> Language | None:
    return section.choice("language", LANGUAGES) if "language" in section.table else None


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
        half_days=_half_days(table),
        called=table.text("called", default=CALLED),
    )
    table.done()
    return rule


def _subdivision(table: Section, country: str) -> str:
    """A country with subdivisions needs one, or a word that it has none: else holidays are missing, without a word."""
    known = bank_holidays.subdivisions(country)
    if not known:
        if table.text("subdivision", default=""):
            table.fault("subdivision", f"{country!r} has no subdivisions")
        return ""
    subdivision = table.text("subdivision")
    if subdivision == NATIONWIDE:
        return ""
    if subdivision and subdivision not in known:
        table.fault(
            "subdivision",
            f"{subdivision!r} is not one of {', '.join(known)}{suggestion(subdivision, known)}",
        )
    return subdivision


def _added(table: Section) -> dict[date, str]:
    """Dates by name, as in 2027-06-14 = "A day of thanks"."""
    return {day: section.text(key) for section, key, day in _dated(table, "added")}


def _half_days(table: Section) -> dict[date, Minutes]:
    """Dates by the time at which they close, as in 2026-12-24 = "12:00"."""
    half_days = {}
    for section, key, day in _dated(table, "half_days"):
        close = section.text(key)
        match = _CLOSE.fullmatch(close)
        if match:
            half_days[day] = int(match[1]) * 60 + int(match[2])
        elif close:
            section.fault(key, f'{close!r} must be the time of closing, as in "12:00"')
    return half_days


def _dated(table: Section, name: str) -> Iterator[tuple[Section, str, date]]:
    """The keys of a table inside this one that are dates, if it is there."""
    section = table.optional_section(name)
    if section is None:
        return
    for key in section.every_key():
        try:
            day = date.fromisoformat(key)
        except ValueError:
            section.fault(key, "must be a date, as in 2027-06-14")
        else:
            yield section, key, day
