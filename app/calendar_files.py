"""Calendars' files (iCalendar, RFC 5545): written for calendar programs, and read from other tools' exports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from app import calendar_rules
from app.calendar_rules import CalendarFileError
from app.domain.opening_times import reached
from app.domain.rota_events import Occurrence
from app.domain.words import cleaned

PRODUCT = "-//Emergency intake portal//Rota//EN"
REFRESH = timedelta(hours=1)
_LINE_END = re.compile(r"\r?\n")  # as the library takes it, and no other


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event that is written."""

    uid: str
    summary: str
    starts_at: datetime
    ends_at: datetime


def written(name: str, entries: Sequence[Entry], now: datetime) -> bytes:
    """A calendar of that name, as Google's and Apple's want it."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        event = icalendar.Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", now)
        event.add("summary", entry.summary)
        event.add("dtstart", entry.starts_at)
        event.add("dtend", entry.ends_at)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def read(content: bytes, start: datetime, end: datetime, zone: str) -> list[Occurrence]:
    """What a file has between two instants, in order. Times without a zone, and whole days, are those of `zone`."""
    try:
        calendar_rules.expect_rules(_unfolded(content))
        calendars = icalendar.Calendar.from_ical(content.decode("utf-8-sig"), multiple=True)
        if not calendars or not any(calendar.name == "VCALENDAR" for calendar in calendars):
            raise CalendarFileError("it has no VCALENDAR in it")
        lines = _lines(content)
        calendar_rules.expect_times(calendars, lines, start, end)
        found = [event for one in calendars for event in recurring_ical_events.of(one).between(start, end)]
        read_in = [_occurrence(event, lines, ZoneInfo(zone)) for event in found if _is_on(event)]
    except CalendarFileError:
        raise
    except Exception as error:  # whatever the library makes of a broken file
        raise CalendarFileError(str(error) or type(error).__name__) from error
    touching = [one for one in read_in if one.starts_at < end and start < one.ends_at]
    return sorted(touching, key=lambda one: (one.starts_at, one.line))


def uids(content: bytes) -> set[str]:
    """The names of all events of a file, those that were called off too."""
    return set(_lines(content))


def _is_on(event: Any) -> bool:
    return str(event.get("status", "")).upper() != "CANCELLED"


def _occurrence(event: Any, lines: dict[str, int], zone: ZoneInfo) -> Occurrence:
    uid = cleaned(str(event.get("uid", "")))
    starts, ends = event.start, event.end
    if isinstance(starts, date) and not isinstance(starts, datetime) and ends == starts:
        ends = starts + timedelta(days=1)
    starts_at, ends_at = _instant(starts, zone), _instant(ends, zone)
    if ends_at <= starts_at:
        raise CalendarFileError(f"line {lines.get(uid, 1)}: the event has no length")
    return Occurrence(
        uid=uid,
        line=lines.get(uid, 1),
        summary=" ".join(cleaned(str(event.get("summary", ""))).split()),
        addresses=tuple(_addresses(event)),
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _instant(value: date, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return reached(zone, datetime.combine(value, time()))
    return value.astimezone(UTC) if value.tzinfo else reached(zone, value)


def _addresses(event: Any) -> Iterator[str]:
    """Whom it is about: the attendees, and then the organizer."""
    for name in ("attendee", "organizer"):
        values = event.get(name, [])
        for value in values if isinstance(values, list) else [values]:
            words = str(value).strip().lower().removeprefix("mailto:")
            if "@" in words:
                yield words


def _unfolded(content: bytes) -> list[tuple[int, str]]:
    """The lines with their numbers. One that goes on is folded: the next that is not empty begins with a blank."""
    unfolded: list[tuple[int, str]] = []
    for number, line in enumerate(_LINE_END.split(content.decode("utf-8-sig", "replace")), start=1):
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1] = (unfolded[-1][0], unfolded[-1][1] + line[1:])
        elif line:
            unfolded.append((number, line))
    return unfolded


def _lines(content: bytes) -> dict[str, int]:
    """Where each event begins, by its UID."""
    found: dict[str, int] = {}
    begins = 1
    for number, line in _unfolded(content):
        name, _, value = line.partition(":")
        if line.strip().upper() == "BEGIN:VEVENT":
            begins = number
        elif name.partition(";")[0].upper() == "UID":
            found.setdefault(cleaned(value), begins)
    return found
