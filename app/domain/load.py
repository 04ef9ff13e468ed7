"""Load: what being on call asked of each person: hours by kind of day, pages, and the nights that these broke."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.calendar import Calendar, CalendarError
from app.domain.on_call import OnCall
from app.domain.shift_checks import QUIET_FROM, QUIET_UNTIL

NOTHING = timedelta(0)
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Time on call, in real time. A holiday counts as that, on whatever weekday; so the three add up."""

    weekdays: timedelta = NOTHING
    weekends: timedelta = NOTHING
    holidays: timedelta = NOTHING

    @property
    def total(self) -> timedelta:
        """All of it."""
        return self.weekdays + self.weekends + self.holidays

    def __add__(self, other: Hours) -> Hours:
        return Hours(
            weekdays=self.weekdays + other.weekdays,
            weekends=self.weekends + other.weekends,
            holidays=self.holidays + other.holidays,
        )


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one person had of it. `nights` are the evenings of the nights that were broken; `hours` are by layer."""

    staff_id: str
    name: str
    pages: int = 0
    nights: frozenset[date] = frozenset()
    acknowledged: int = 0
    hours: dict[str, Hours] = field(default_factory=dict)

    @property
    def total(self) -> Hours:
        """The hours of all layers. Whoever is in two at a time has both counted."""
        return sum(self.hours.values(), Hours())


def hours(
    spans: Iterable[OnCall], starts_at: datetime, ends_at: datetime, calendar: Calendar
) -> dict[str, dict[str, Hours]]:
    """The time on call between two instants, by person's id and layer."""
    found: dict[str, dict[str, Hours]] = {}
    for span in spans:
        first, last = max(span.starts_at, starts_at), min(span.ends_at, ends_at)
        layers = found.setdefault(span.staff_id, {})
        for day, length in _days(first, last, calendar.zone):
            layers[span.layer] = layers.get(span.layer, Hours()) + _of_day(day, length, calendar)
    return {staff_id: layers for staff_id, layers in found.items() if layers}


def broken_night(at: datetime, zone: str) -> date | None:
    """The evening of the night that a page at that instant broke; None while people are up (7:00 to 22:00)."""
    local = at.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    return local.date() if local.time() >= QUIET_FROM else local.date() - timedelta(days=1)


def _days(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[tuple[date, timedelta]]:
    """The local days of a span with how much of each it has; a day of a clock change has 23 or 25 hours."""
    while first < last:
        day = first.astimezone(zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        yield day, min(midnight, last) - first
        first = midnight


def _of_day(day: date, length: timedelta, calendar: Calendar) -> Hours:
    try:
        is_holiday = calendar.holiday_name(day) is not None
    except CalendarError:
        is_holiday = False
    if is_holiday:
        return Hours(holidays=length)
    return Hours(weekends=length) if day.weekday() >= SATURDAY else Hours(weekdays=length)
