"""Instants and spans in the words of the policy's zone: "5:02am", "Monday 8:30am", "1 h 52 min"; and for scripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def iso(at: datetime) -> str:
    """An instant as scripts write it: ISO 8601 in UTC, with Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def clock_time(at: datetime, zone: str) -> str:
    """ "5:02am"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def clock_time_exact(at: datetime, zone: str) -> str:
    """ "5:02:08am"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local:%M:%S}{'am' if local.hour < 12 else 'pm'}"


def short_time(at: datetime, zone: str) -> str:
    """ "05:02", for text messages."""
    return _hours_and_minutes(at.astimezone(ZoneInfo(zone)))


def short_time_near(at: datetime, now: datetime, zone: str) -> str:
    """ "05:02", with its weekday when that is another day than today: "Mon 09:00"."""
    local = at.astimezone(ZoneInfo(zone))
    is_today = local.date() == now.astimezone(ZoneInfo(zone)).date()
    return _hours_and_minutes(local) if is_today else f"{local:%a} {_hours_and_minutes(local)}"


def day_and_time(at: datetime, zone: str) -> str:
    """ "3:02am, Saturday 21 November"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{clock_time(at, zone)}, {local:%A} {local.day} {local:%B}"


def date(at: datetime, zone: str) -> str:
    """ "Saturday 21 November"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B}"


def near_time(at: datetime, now: datetime, zone: str) -> str:
    """ "5:02am" today, "5:02am tomorrow", "Monday 8:30am" within the week, "8:30am on 4 January" beyond it."""
    local, today = at.astimezone(ZoneInfo(zone)).date(), now.astimezone(ZoneInfo(zone)).date()
    days = (local - today).days
    if days == 0:
        return clock_time(at, zone)
    if days == 1:
        return f"{clock_time(at, zone)} tomorrow"
    if 1 < days < 7:
        return f"{local:%A} {clock_time(at, zone)}"
    return f"{clock_time(at, zone)} on {local.day} {local:%B}"


def table_time(at: datetime, zone: str) -> str:
    """ "Sat 21 Nov 03:02", for tables."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def full_time(at: datetime, zone: str) -> str:
    """ "Friday 25 December 2026 03:00 GMT": the abbreviation tells the two hours of a clock change apart."""
    local = at.astimezone(ZoneInfo(zone))
    seconds = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{local:%A} {local.day} {local:%B %Y} {seconds} {local:%Z}"


def duration(span: timedelta) -> str:
    """ "1 h 52 min", whole minutes rounded down; under a minute "less than a minute"."""
    minutes = int(abs(span).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min" if rest else "less than a minute"


def clocks_change(start: datetime, end: datetime, zone: str) -> str:
    """ "the clocks go back at 2am" when they do between two instants, else nothing."""
    before, after = (at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for at in (start, end))
    if before == after:
        return ""
    low, high = start, end
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        same = middle.astimezone(ZoneInfo(zone)).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    local = low.astimezone(ZoneInfo(zone)) + timedelta(seconds=1)
    return f"the clocks go {'back' if after < before else 'forward'} at {local.hour % 12 or 12}am"


def _hours_and_minutes(local: datetime) -> str:
    """ "05:02"; strftime takes longer over it than over all else that a text message needs."""
    return f"{local.hour:02}:{local.minute:02}"
