"""Instants and spans in a place's own words: "5:02am" or "5:02 AM", "Monday 8:30am", "1 h 52 min"; and for scripts."""

from __future__ import annotations

import datetime as days
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.local import Local
from app.domain.sentences import say


def iso(at: datetime) -> str:
    """An instant as scripts write it: ISO 8601 in UTC, with Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def clock_time(at: datetime, local: Local) -> str:
    """ "5:02am", "5:02 AM"."""
    wall = _wall(at, local)
    return f"{wall.hour % 12 or 12}:{wall.minute:02}{_half(wall, local)}"


def clock_time_exact(at: datetime, local: Local) -> str:
    """ "5:02:08am", "5:02:08 AM"."""
    wall = _wall(at, local)
    return f"{wall.hour % 12 or 12}:{wall:%M:%S}{_half(wall, local)}"


def short_time(at: datetime, local: Local) -> str:
    """ "05:02", "5:02 AM", for text messages and tables."""
    return wall_time(_wall(at, local).time(), local)


def short_time_near(at: datetime, now: datetime, local: Local) -> str:
    """ "05:02", with its weekday when that is another day than today: "Mon 09:00"."""
    wall, short = _wall(at, local), short_time(at, local)
    return short if wall.date() == _wall(now, local).date() else f"{wall:%a} {short}"


def day_and_time(at: datetime, local: Local) -> str:
    """ "3:02am, Saturday 21 November", "3:02 AM, Saturday, November 21"."""
    return f"{clock_time(at, local)}, {date(at, local)}"


def date(at: datetime, local: Local) -> str:
    """ "Saturday 21 November", "Saturday, November 21"."""
    wall = _wall(at, local)
    return f"{wall:%A}, {wall:%B} {wall.day}" if local.is_american else f"{wall:%A} {wall.day} {wall:%B}"


def short_date(at: datetime, local: Local) -> str:
    """ "Sat 21 Nov", "Sat, Nov 21"."""
    return short_day(_wall(at, local).date(), local)


def short_day(day: days.date, local: Local) -> str:
    """A date without a time, in that form."""
    return f"{day:%a}, {day:%b} {day.day}" if local.is_american else f"{day:%a} {day.day} {day:%b}"


def short_day_of_year(day: days.date, local: Local) -> str:
    """ "Sat 21 Nov 2026", "Sat, Nov 21, 2026"."""
    return f"{short_day(day, local)}{',' if local.is_american else ''} {day.year}"


def calendar_day(day: days.date, local: Local) -> str:
    """ "21 November 2026", "November 21, 2026"."""
    return f"{day:%B} {day.day}, {day.year}" if local.is_american else f"{day.day} {day:%B} {day.year}"


def near_time(at: datetime, now: datetime, local: Local) -> str:
    """ "5:02am" today, "5:02am tomorrow", "Monday 8:30am" within the week, "8:30am on 4 January" beyond it."""
    wall = _wall(at, local)
    apart = (wall.date() - _wall(now, local).date()).days
    if apart == 0:
        return clock_time(at, local)
    if apart == 1:
        return say("times.tomorrow", time=clock_time(at, local))
    if 1 < apart < 7:
        return say("times.weekday", day=f"{wall:%A}", time=clock_time(at, local))
    day = f"{wall:%B} {wall.day}" if local.is_american else f"{wall.day} {wall:%B}"
    return say("times.date", day=day, time=clock_time(at, local))


def dated_time(at: datetime, now: datetime, local: Local) -> str:
    """ "5:02am", with its date when that is another than today's: what is read tomorrow must still be true."""
    is_today = _wall(at, local).date() == _wall(now, local).date()
    return clock_time(at, local) if is_today else day_and_time(at, local)


def table_time(at: datetime, local: Local) -> str:
    """ "Sat 21 Nov 03:02", "Sat, Nov 21, 3:02 AM", for tables."""
    return f"{short_date(at, local)}{', ' if local.is_american else ' '}{short_time(at, local)}"


def full_time(at: datetime, local: Local) -> str:
    """ "Friday 25 December 2026 03:00 GMT": the abbreviation tells the two hours of a clock change apart."""
    wall = _wall(at, local)
    if local.is_american:
        time = clock_time_exact(at, local) if wall.second else clock_time(at, local)
    else:
        time = f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"
    comma = "," if local.is_american else ""
    return f"{wall:%A}{comma} {calendar_day(wall.date(), local)}{comma} {time} {wall:%Z}"


def wall_time(time: days.time, local: Local) -> str:
    """ "17:00", "5:00 PM": a time of day without a date."""
    if local.is_american:
        return f"{time.hour % 12 or 12}:{time.minute:02} {'AM' if time.hour < 12 else 'PM'}"
    return f"{time.hour:02}:{time.minute:02}"  # strftime takes longer than all else that a text message needs


def wall_example(local: Local) -> str:
    """A time as somebody might type it there."""
    return "2:10 AM" if local.is_american else "2:10am"


def dated_example(local: Local) -> str:
    """A time with its date, likewise."""
    return "November 21, 10:30 PM" if local.is_american else "21 November 10:30pm"


def duration(span: timedelta) -> str:
    """ "1 h 52 min", whole minutes rounded down; under a minute "less than a minute"."""
    minutes = int(abs(span).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min" if rest else say("times.less")


def clocks_change(start: datetime, end: datetime, local: Local) -> str:
    """ "the clocks go back at 2am" when they do between two instants, else nothing."""
    before, after = (_wall(at, local).utcoffset() or timedelta() for at in (start, end))
    if before == after:
        return ""
    low, high = start, end
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        same = _wall(middle, local).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    wall = _wall(low, local) + timedelta(seconds=1)
    hour = f"{wall.hour % 12 or 12}{_half(wall, local)}"
    return say("times.clocks_back" if after < before else "times.clocks_forward", hour=hour)


def _wall(at: datetime, local: Local) -> datetime:
    """That instant by the place's clocks; at either end of all dates, where those have none, by UTC's."""
    try:
        return at.astimezone(ZoneInfo(local.zone))
    except OverflowError:
        return at


def _half(wall: datetime, local: Local) -> str:
    half = "am" if wall.hour < 12 else "pm"
    return f" {half.upper()}" if local.is_american else half
