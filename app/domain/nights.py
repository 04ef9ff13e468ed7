"""Nights: when the daytime desk takes over, and since when it has not been there."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.calendar import Calendar, Span

LATE = timedelta(minutes=10)  # after the opening: the desk is told that it hears late
LONGEST = timedelta(days=31)
AN_INSTANT = timedelta(microseconds=1)  # spans are half-open, and an opening counts from its very instant


def next_opening(calendar: Calendar, now: datetime) -> datetime | None:
    """The next instant at which the hours begin; None where they never end."""
    if not calendar.is_open(now):
        return calendar.next_open(now)
    close = calendar.next_close(now)
    return calendar.next_open(close) if close else None


def last_opening(calendar: Calendar, now: datetime) -> datetime:
    """The instant at which the hours began last; now, where that is very long ago."""
    openings = calendar.spans(now - LONGEST, now + AN_INSTANT)
    return openings[-1].starts if openings else now


def ended(calendar: Calendar, last: datetime, now: datetime) -> Span | None:
    """The night that is over and was not handed over yet: `last` is the opening at which one was.

    It reaches until the latest opening. Where nobody was there to hand over for days, it is the whole time since.
    """
    if now <= last:
        return None
    openings = [span.starts for span in calendar.spans(last, now + AN_INSTANT) if span.starts > last]
    if not openings:
        return None
    close = calendar.next_close(last) if calendar.is_open(last) else last
    return Span(starts=close or last, ends=openings[-1])
