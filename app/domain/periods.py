"""Periods that are reported on: a night between two openings, a week, a month, by the clocks of the policy's zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.domain import availability
from app.domain.calendar import FIRST_YEAR, LAST_YEAR, Calendar, CalendarError
from app.domain.nights import AN_INSTANT, LONGEST

NIGHT, WEEK, MONTH = KINDS = ("night", "week", "month")
OFFERED = {NIGHT: 14, WEEK: 13, MONTH: 13}
A_WEEK = timedelta(days=7)
LAST_DAY = timedelta(hours=24)  # what is counted of "the last 24 hours", on whatever clocks

_MONTH = re.compile(r"(\d{4})-(\d{2})")


class PeriodError(ValueError):
    """The period that was asked for is none, has not begun, or nobody knows its hours: why."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One period, half-open. `slug` is what an address holds, `name` what people call it."""

    kind: str
    slug: str
    name: str
    starts_at: datetime
    ends_at: datetime


def offered(kind: str, calendar: Calendar, now: datetime) -> list[Stretch]:
    """The periods to choose from, the one that runs, or was the last to run, first. Hours that never end: no nights."""
    if kind == NIGHT:
        return _offered_nights(calendar, now)
    here = now.astimezone(calendar.zone).date()
    if kind == WEEK:
        monday = here - timedelta(days=here.weekday())
        return [_week(monday - n * A_WEEK, calendar.zone) for n in range(OFFERED[WEEK])]
    count = here.year * 12 + here.month - 1
    return [_month(n // 12, n % 12 + 1, calendar) for n in range(count, count - OFFERED[MONTH], -1)]


def found(kind: str, slug: str, calendar: Calendar, now: datetime) -> Stretch:
    """The period of that kind that an address asks for. PeriodError where there is none, or it has not begun."""
    if kind not in KINDS:
        raise PeriodError(f'"{kind[:20]}" is no period: choose a night, a week or a month')
    stretch = _READERS[kind](slug, calendar)
    if stretch is None:
        raise PeriodError(f'"{slug[:20]}" is no {kind}')
    if stretch.starts_at > now:
        raise PeriodError(f"{stretch.name} has not begun")
    return stretch


def week_before(calendar: Calendar, at: datetime) -> Stretch:
    """The last whole week before an instant."""
    here = at.astimezone(calendar.zone).date()
    return _week(here - timedelta(days=here.weekday()) - A_WEEK, calendar.zone)


def week_of(calendar: Calendar, at: datetime) -> Stretch:
    """The week that an instant is in: it is the next to be whole."""
    here = at.astimezone(calendar.zone).date()
    return _week(here - timedelta(days=here.weekday()), calendar.zone)


def _offered_nights(calendar: Calendar, now: datetime) -> list[Stretch]:
    try:
        return list(_nights(calendar, now - LONGEST, now + AN_INSTANT))[::-1][: OFFERED[NIGHT]]
    except CalendarError:
        return []


def _nights(calendar: Calendar, since: datetime, until: datetime) -> Iterator[Stretch]:
    """The nights that begin in that time, in order."""
    spans = calendar.spans(since, until + LONGEST)
    for before, after in pairwise(spans):
        if since <= before.ends < until:
            local = before.ends.astimezone(calendar.zone)
            yield Stretch(
                kind=NIGHT,
                slug=f"{local:%Y-%m-%dT%H:%M}",
                name=f"Night of {local:%A} {local.day} {local:%B %Y}",
                starts_at=before.ends,
                ends_at=after.starts,
            )


def _read_night(slug: str, calendar: Calendar) -> Stretch | None:
    day = _day(slug[:10])
    if day is None:
        return None
    midnight = datetime.combine(day, time(), calendar.zone).astimezone(UTC)
    try:
        near = _nights(calendar, midnight - timedelta(days=1), midnight + timedelta(days=2))
        return next((night for night in near if night.slug == slug), None)
    except CalendarError:
        raise PeriodError("Nobody knows the hours of that time") from None


def _read_week(slug: str, calendar: Calendar) -> Stretch | None:
    day = _day(slug)
    return _week(day, calendar.zone) if day and day.weekday() == 0 else None


def _read_month(slug: str, calendar: Calendar) -> Stretch | None:
    parts = _MONTH.fullmatch(slug)
    year, number = (int(parts[1]), int(parts[2])) if parts else (0, 0)
    is_one = FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12
    return _month(year, number, calendar) if is_one else None


def _week(monday: date, zone: ZoneInfo) -> Stretch:
    starts, ends = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (monday, monday + A_WEEK))
    name = f"Week of Monday {monday.day} {monday:%B %Y}"
    return Stretch(kind=WEEK, slug=monday.isoformat(), name=name, starts_at=starts, ends_at=ends)


def _month(year: int, number: int, calendar: Calendar) -> Stretch:
    whole = availability.month(year, number, calendar.zone.key)
    name = f"{date(year, number, 1):%B %Y}"
    return Stretch(kind=MONTH, slug=f"{year}-{number:02}", name=name, starts_at=whole.starts_at, ends_at=whole.ends_at)


def _day(words: str) -> date | None:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None


_READERS = {NIGHT: _read_night, WEEK: _read_week, MONTH: _read_month}


def month_began(at: datetime) -> datetime:
    """When the month of an instant began, in UTC."""
    return at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
