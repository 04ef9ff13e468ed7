"""Targets and counted stretches in words: "Fri 16:30-17:00 30 min, Sat and Sun closed, Mon 09:00-10:30 1 h 30 min"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import count, groupby
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.calendar import in_utc
from app.domain.local import Local
from app.domain.service_levels import Target, WorkingDays
from app.domain.spans import Stretch
from app.domain.times import clock_time_exact, iso, short_day, wall_time

_WEEK = timedelta(days=6)  # within it a weekday names one date
_UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


class _Wall:
    """The clock on a wall, and how its days and times are written: with dates, or by the weekday alone."""

    def __init__(self, local: Local, *, has_dates: bool) -> None:
        self._local = local
        self._zone = ZoneInfo(local.zone)
        self._has_dates = has_dates

    def of(self, at: datetime) -> datetime:
        """What the wall shows at an instant."""
        return at.astimezone(self._zone)

    def day(self, at: datetime) -> str:
        """ "Fri", or "Fri 20 Nov"."""
        return short_day(at.date(), self._local) if self._has_dates else f"{at:%a}"

    def clock(self, at: datetime) -> str:
        """ "16:30", with its seconds where it has any."""
        if not at.second:
            return wall_time(at.time(), self._local)
        return clock_time_exact(at, self._local) if self._local.is_american else f"{at:%H:%M:%S}"

    def moment(self, at: datetime) -> str:
        """ "Fri 16:30"."""
        return f"{self.day(at)} {self.clock(at)}"


def promised(target: Target) -> str:
    """ "2 hours", "30 minutes of support time", "1 hour from the first moment outside support hours"."""
    words = within(target)
    if target.counted == "business" and isinstance(target.within, timedelta):
        words += " of support time"
    if target.applies != "any":
        words += f" from the first moment {target.applies} support hours"
    return f"{words}, for reports made {target.applies} them only" if target.strictly else words


def within(target: Target) -> str:
    """ "90 minutes", "2 hours", "1 day", "5 working days", "as soon as possible"."""
    if target.within is None:
        return "as soon as possible"
    if isinstance(target.within, WorkingDays):
        return _amount(target.within.days, "working day")
    for unit, length in _UNITS:
        if target.within % length == timedelta(0) and (unit != "day" or target.counted == "elapsed"):
            return _amount(target.within // length, unit)
    return _amount(int(target.within.total_seconds()), "second")


def told(stretches: Sequence[Stretch], local: Local) -> str:
    """The stretches in one line, on a place's wall clock. Dates are named where a weekday alone could be two."""
    if not stretches:
        return ""
    wall = _Wall(local, has_dates=stretches[-1].ends - stretches[0].starts >= _WEEK)
    first = next(number for number, one in enumerate(stretches) if one.counted is not None)
    if isinstance(stretches[first].counted, WorkingDays):
        return _told_days(stretches, wall)
    return ", ".join(_told(stretches, wall))


def listed(stretches: Sequence[Stretch]) -> list[dict[str, Any]]:
    """The stretches for JSON: instants in UTC, with `seconds` or `working_days` counted, and `why` where it matters."""
    return [_listed(one) for one in stretches]


def length(span: timedelta) -> str:
    """ "1 h 52 min", "45 s"."""
    seconds = span // timedelta(seconds=1)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else "", f"{seconds % 60} s"]
    said = [part for part in parts if part and part != "0 s"]
    return " ".join(said) or "0 s"


def _told_days(stretches: Sequence[Stretch], wall: _Wall) -> str:
    """Working days: what was waited for, "from" when they are counted, and each of them."""
    begins = next(one.starts for one in stretches if one.counted is not None)
    waited = _told([one for one in stretches if one.starts < begins], wall)
    counted = _told([one for one in stretches if one.starts >= begins], wall)
    return ", ".join([*waited, f"from {wall.moment(wall.of(begins))}: {', '.join(counted)}"])


def _told(stretches: Sequence[Stretch], wall: _Wall) -> list[str]:
    """Each counted stretch, and each run of idle ones."""
    numbers = count(1)
    parts: list[str] = []
    for (is_idle, why), group in groupby(stretches, key=lambda one: (one.counted is None, one.why)):
        run = list(group)
        parts.extend([_idle(run, why, wall)] if is_idle else [_counted(one, numbers, wall) for one in run])
    return parts


def _counted(one: Stretch, numbers: Iterator[int], wall: _Wall) -> str:
    starts, ends = wall.of(one.starts), wall.of(one.ends)
    if isinstance(one.counted, WorkingDays):
        return f"{wall.moment(ends)} is day {next(numbers)}"
    reason = f" ({one.why})" if one.why else ""
    return f"{_from_to(starts, ends, wall)} {length(in_utc(one.ends) - in_utc(one.starts))}{reason}"


def _idle(run: Sequence[Stretch], why: str, wall: _Wall) -> str:
    first, last, until = wall.of(run[0].starts), wall.of(run[-1].starts), wall.of(run[-1].ends)
    if until.time() != time():  # no run of whole days
        return f"{_from_to(first, until, wall)} {why}"
    names = wall.day(first)
    if len(run) > 1:
        names += f" {'and' if len(run) == 2 else 'to'} {wall.day(last)}"
    return f"{names} {why}"


def _from_to(starts: datetime, ends: datetime, wall: _Wall) -> str:
    """Both ends on the wall, with the zone's abbreviations where the clocks change in between."""
    changes = starts.utcoffset() != ends.utcoffset()
    first, last = (f"{wall.clock(at)}{at: %Z}" if changes else wall.clock(at) for at in (starts, ends))
    if starts.date() == ends.date():
        return f"{wall.day(starts)} {first}-{last}"
    return f"{wall.day(starts)} {first} to {wall.day(ends)} {last}"


def _amount(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _listed(one: Stretch) -> dict[str, Any]:
    told: dict[str, Any] = {"starts": iso(one.starts), "ends": iso(one.ends)}
    if isinstance(one.counted, WorkingDays):
        told["working_days"] = one.counted.days
    else:
        told["seconds"] = one.counted.total_seconds() if one.counted else 0
    return {**told, "why": one.why} if one.why else told
