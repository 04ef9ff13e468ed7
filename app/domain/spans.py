"""How a promise's time was counted: each stretch that counts with its share, and each day between that does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain import opening_times
from app.domain.calendar import Calendar, CalendarError, in_utc
from app.domain.service_levels import WorkingDays
from app.domain.targets import Promise

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of time, half-open: `counted` is its share of the target, or None with the reason in `why`."""

    starts: datetime
    ends: datetime
    counted: timedelta | WorkingDays | None
    why: str = ""


def of(calendar: Calendar, promise: Promise, at: datetime) -> tuple[Stretch, ...]:
    """The stretches from a report of that instant to the due one, in order. What is counted adds up to the target.

    Nothing is counted for "as soon as possible". Where the hours are not known every second counts, and `why` says so.
    """
    if promise.due is None:
        return ()
    start = in_utc(at)
    if promise.target.counted == "elapsed":
        return (*_waited(promise, start), _elapsed(promise.begins, promise.due))
    if promise.target.applies == "outside":
        waited, start = tuple(_waited(promise, start)), promise.begins
    else:
        waited = ()  # until an opening nothing counts anyway
    try:
        if isinstance(promise.target.within, WorkingDays):
            return (*waited, *_by_working_days(calendar, start, promise.target.within))
        return (*waited, *_by_hours(calendar, start, promise.due))
    except CalendarError as error:
        return (_elapsed(promise.begins, promise.due, f"every hour counts, because the hours are not known ({error})"),)


def _waited(promise: Promise, start: datetime) -> Iterator[Stretch]:
    """The time before a target's own hours begin."""
    if promise.begins > start:
        why = "inside the hours" if promise.target.applies == "outside" else "outside the hours"
        yield Stretch(starts=start, ends=promise.begins, counted=None, why=why)


def _elapsed(starts: datetime, ends: datetime, why: str = "") -> Stretch:
    return Stretch(starts=starts, ends=ends, counted=ends - starts, why=why)


def _by_hours(calendar: Calendar, start: datetime, due: datetime) -> Iterator[Stretch]:
    since, day = start, calendar.local_date(start)
    for span in calendar.spans(start, due):
        yield from _idle_days(calendar, day, since, span.starts)
        yield _elapsed(span.starts, span.ends)
        since, day = span.ends, calendar.local_date(span.starts) + _DAY


def _by_working_days(calendar: Calendar, start: datetime, within: WorkingDays) -> Iterator[Stretch]:
    since = calendar.next_open(start)
    yield from _idle_days(calendar, calendar.local_date(start), start, since)
    for number in range(1, within.days + 1):
        ends = calendar.working_days(start, number)
        yield from _idle_days(calendar, calendar.local_date(since) + _DAY, since, ends)
        yield Stretch(starts=since, ends=ends, counted=WorkingDays(days=1))
        since = ends


def _idle_days(calendar: Calendar, day: date, since: datetime, until: datetime) -> Iterator[Stretch]:
    """The local dates from one on, up to that of an instant, on which nothing counts."""
    while day < calendar.local_date(until):
        starts = max(_midnight(calendar, day), since)
        yield Stretch(starts=starts, ends=_midnight(calendar, day + _DAY), counted=None, why=_why(calendar, day))
        day += _DAY


def _why(calendar: Calendar, day: date) -> str:
    holiday = calendar.holiday_name(day)
    if holiday and calendar.hours.week[day.weekday()]:
        return f"holiday ({holiday})"
    return "after hours" if calendar.hours_on(day) else "closed"


def _midnight(calendar: Calendar, day: date) -> datetime:
    return opening_times.reached(calendar.zone, datetime.combine(day, time()))
