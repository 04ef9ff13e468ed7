"""Targets and counted stretches in words: "Fri 16:30-17:00 30 min, Sat and Sun closed, Mon 09:00-10:30 1 h 30 min"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import count, groupby
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.calendar import in_utc
from app.domain.service_levels import Target, WorkingDays
from app.domain.spans import Stretch
from app.domain.times import iso

_WEEK = timedelta(days=6)  # within it a weekday names one date
_UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


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


def told(stretches: Sequence[Stretch], zone: str) -> str:
    """The stretches in one line, on a zone's wall clock. Dates are named where a weekday alone could be two."""
    if not stretches:
        return ""
    local = ZoneInfo(zone)
    day = "%a" if stretches[-1].ends - stretches[0].starts < _WEEK else "%a %-d %b"
    first = next(number for number, one in enumerate(stretches) if one.counted is not None)
    if isinstance(stretches[first].counted, WorkingDays):
        return _told_days(stretches, local, day)
    return ", ".join(_told(stretches, local, day))


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


def _told_days(stretches: Sequence[Stretch], zone: ZoneInfo, day: str) -> str:
    """Working days: what was waited for, "from" when they are counted, and each of them."""
    begins = next(one.starts for one in stretches if one.counted is not None)
    waited = _told([one for one in stretches if one.starts < begins], zone, day)
    counted = _told([one for one in stretches if one.starts >= begins], zone, day)
    local = begins.astimezone(zone)
    return ", ".join([*waited, f"from {local.strftime(day)} {_clock(local)}: {', '.join(counted)}"])


def _told(stretches: Sequence[Stretch], zone: ZoneInfo, day: str) -> list[str]:
    """Each counted stretch, and each run of idle ones."""
    numbers = count(1)
    parts: list[str] = []
    for (is_idle, why), group in groupby(stretches, key=lambda one: (one.counted is None, one.why)):
        run = list(group)
        parts.extend([_idle(run, why, zone, day)] if is_idle else [_counted(one, numbers, zone, day) for one in run])
    return parts


def _counted(one: Stretch, numbers: Iterator[int], zone: ZoneInfo, day: str) -> str:
    starts, ends = one.starts.astimezone(zone), one.ends.astimezone(zone)
    if isinstance(one.counted, WorkingDays):
        return f"{ends.strftime(day)} {_clock(ends)} is day {next(numbers)}"
    reason = f" ({one.why})" if one.why else ""
    return f"{_from_to(starts, ends, day)} {length(in_utc(one.ends) - in_utc(one.starts))}{reason}"


def _idle(run: Sequence[Stretch], why: str, zone: ZoneInfo, day: str) -> str:
    first, last = run[0].starts.astimezone(zone), run[-1].starts.astimezone(zone)
    until = run[-1].ends.astimezone(zone)
    if until.time() != time():  # no run of whole days
        return f"{_from_to(first, until, day)} {why}"
    names = f"{first.strftime(day)}"
    if len(run) > 1:
        names += f" {'and' if len(run) == 2 else 'to'} {last.strftime(day)}"
    return f"{names} {why}"


def _from_to(starts: datetime, ends: datetime, day: str) -> str:
    """Both ends on the wall, with the zone's abbreviations where the clocks change in between."""
    changes = starts.utcoffset() != ends.utcoffset()
    first, last = (f"{_clock(at)}{at: %Z}" if changes else _clock(at) for at in (starts, ends))
    if starts.date() == ends.date():
        return f"{starts.strftime(day)} {first}-{last}"
    return f"{starts.strftime(day)} {first} to {ends.strftime(day)} {last}"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _amount(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _listed(one: Stretch) -> dict[str, Any]:
    told: dict[str, Any] = {"starts": iso(one.starts), "ends": iso(one.ends)}
    if isinstance(one.counted, WorkingDays):
        told["working_days"] = one.counted.days
    else:
        told["seconds"] = one.counted.total_seconds() if one.counted else 0
    return {**told, "why": one.why} if one.why else told
