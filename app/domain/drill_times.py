"""When a weekly drill is due: a day of the week and an hour, on the clocks of the policy's zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain import local_time
from app.domain.calendar import Calendar, CalendarError

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def next_at(weekday: int, clock: str, after: datetime, zone: str) -> datetime:
    """The first such moment after an instant. One that the clocks leave out is that of the week after."""
    there = after.astimezone(ZoneInfo(zone)).date()
    day = there + timedelta(days=(weekday - there.weekday()) % 7)
    while True:
        found = local_time.instants(datetime.combine(day, time.fromisoformat(clock)), zone)
        if found and found[0] > after:
            return found[0]
        day += timedelta(days=7)


def holiday(calendar: Calendar, at: datetime) -> str:
    """The holiday on that day, by name; a day of a year that nobody knows the holidays of may be one."""
    try:
        return calendar.holiday_name(calendar.local_date(at)) or ""
    except CalendarError:
        return "nobody knows whether it is a holiday"
