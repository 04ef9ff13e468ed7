"""How much work the recurring events of a calendar's file are, which is judged before any of it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrule, rrulestr  # type: ignore[import-untyped]
from icalendar.parser import Contentline
from icalendar.prop import vRecur
from recurring_ical_events.adapters.event import EventAdapter

MOST_EVENTS = 5000  # of a file, and the times that they are at
MOST_RULES = 100  # by which events recur: each may be a shift a day
MOST_ZONE_RULES = 50  # by which a zone's clocks change
MOST_DAYS = 300_000  # that are looked at to work out all rules of a file: 8 centuries
EVER = datetime(9999, 12, 31)  # noqa: DTZ001  (of no zone, as rules are worked out)
MARGIN = timedelta(days=33)  # zones, and the month by which all later times of an event may be moved
_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}  # that one step of a rule looks at
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
_PARTS |= {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"}


class CalendarFileError(ValueError):
    """The file is no calendar, or one that nobody has: why."""


def expect_rules(lines: Sequence[tuple[int, str]]) -> None:
    """Judges each rule by its line, before anything is read: a zone's rules are worked out while that is done."""
    events, zones, is_zone = 0, 0, False
    for number, line in lines:
        plain = "".join(line.split()).upper()
        if plain in ("BEGIN:VTIMEZONE", "END:VTIMEZONE"):
            is_zone = plain.startswith("BEGIN")
        elif plain.startswith(("RRULE", "EXRULE")):
            rule = vRecur.from_ical(Contentline(line).parts()[2])  # type: ignore[no-untyped-call]
            _expect_a_rule(number, rule, is_zone=is_zone)
            events, zones = events + (not is_zone), zones + is_zone
    if events > MOST_RULES:
        raise CalendarFileError(f"more than {MOST_RULES} of its events recur")
    if zones > MOST_ZONE_RULES:
        raise CalendarFileError(f"its time zones have more than {MOST_ZONE_RULES} rules")


def expect_times(calendars: Iterable[Any], lines: dict[str, int], start: datetime, end: datetime) -> None:
    """Judges what the events would become between two instants: by the parts that were read, as they will be used."""
    events = [EventAdapter(event) for one in calendars for event in one.walk("VEVENT")]
    if len(events) > MOST_EVENTS:
        raise CalendarFileError(f"it has more than {MOST_EVENTS:,} events")
    _expect_changes(events, lines, end)
    longest = max((one.duration for one in events if one.this_and_future), default=timedelta())
    work = _Work(days=MOST_DAYS, times=MOST_EVENTS)
    for one in events:
        work.times -= len(one.rdates)
        since = _plain(start) - min(max(one.duration, longest) + MARGIN, timedelta(days=365_000))
        for rule in _rules(one):
            work.of(rule, _plain(one.start), since, _plain(end) + MARGIN, lines.get(str(one.uid), 1))
        if work.times < 0:
            raise CalendarFileError(f"its events are at more than {MOST_EVENTS:,} times, with those that recur")


@dataclass
class _Work:
    """What is left of the days that may be looked at, and of the times that events may be at."""

    days: int
    times: int

    def of(self, parts: vRecur, begins: datetime, since: datetime, end: datetime, line: int) -> None:
        """Works a rule out, as far as there is anything left."""
        rule, until = _ready(parts, begins)
        step = _Step(rule._interval)
        step.days, step.work, step.line = _DAYS[_name(parts)], self, line
        rule._interval = step  # the one place at which the library can be stopped where a rule has no day
        for at in rule:
            if at > min(end, until):
                return
            self.look(1, line)
            self.times -= at >= since
            if self.times < 0:
                return

    def look(self, days: int, line: int) -> None:
        """Looks at so many days more."""
        self.days -= days
        if self.days < 0:
            words = "it recurs on no day or began too long ago, or they all do: when is too much to work out"
            raise CalendarFileError(f"line {line}: {words}")


class _Step(int):
    """A rule's interval, which counts how often it is taken."""

    days: int
    work: _Work
    line: int

    def __radd__(self, other: int) -> int:
        self.work.look(self.days, self.line)
        return other + int(self)

    def __mul__(self, other: int) -> int:
        self.work.look(self.days, self.line)
        return int(self) * other


def _expect_a_rule(number: int, parts: vRecur, *, is_zone: bool) -> None:
    names = {name.upper() for name in parts}
    if _name(parts) not in _DAYS or names & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        raise CalendarFileError(f"line {number}: an event recurs by the hour or faster, which no shift does")
    if names - _PARTS or any(interval < 1 for interval in parts.get("INTERVAL", [])):
        raise CalendarFileError(f"line {number}: a rule that cannot be")
    if is_zone:
        if _name(parts) != "YEARLY" or parts.get("INTERVAL", [1]) != [1]:
            raise CalendarFileError(f"line {number}: a time zone whose clocks do not change once a year")
        begins = datetime(2001, 1, 1)  # noqa: DTZ001
        _Work(days=10_000, times=1).of(parts, begins, begins, EVER, number)


def _expect_changes(events: Sequence[EventAdapter], lines: dict[str, int], end: datetime) -> None:
    """What changes one time of an event must not send whoever looks for that time into the far future."""
    changes = [one for one in events if one.is_modification()]
    for one in changes:
        is_far = one.this_and_future and abs(one.move_recurrences_by) > timedelta(days=31)
        if is_far or (one.has_recurrence_rules() and _plain(max(one.recurrence_ids)) > _plain(end) + MARGIN):
            raise CalendarFileError(
                f"line {lines.get(str(one.uid), 1)}: a change of it is too far from what it changes"
            )
    if sum(one.has_recurrence_rules() for one in changes) > MOST_RULES:
        raise CalendarFileError(f"more than {MOST_RULES} of its changes recur")
    if sum(len(one.exdates) for one in events) > MOST_EVENTS:
        raise CalendarFileError(f"more than {MOST_EVENTS:,} times of its events are left out")


def _rules(event: EventAdapter) -> Iterator[vRecur]:
    rules = event._component.get("RRULE", [])
    yield from rules if isinstance(rules, list) else [rules]


def _ready(parts: vRecur, begins: datetime) -> tuple[rrule, datetime]:
    """A rule of no zone, and its last instant. A count below nought counts for none, as for who works it out."""
    kept = {name: value for name, value in parts.items() if name.upper() != "UNTIL"}
    if any(count < 0 for count in parts.get("COUNT", [])):
        kept = {name: value for name, value in kept.items() if name.upper() != "COUNT"}
    until = [_plain(one) + timedelta(days=2) for one in parts.get("UNTIL", [])]
    words = vRecur(kept).to_ical().decode()  # type: ignore[no-untyped-call]
    return rrulestr(words, dtstart=begins), max(until, default=EVER)


def _name(parts: vRecur) -> str:
    return str((parts.get("FREQ") or [""])[0]).upper()


def _plain(value: date) -> datetime:
    """The same by its own clock, without a zone."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime.combine(value, time())
