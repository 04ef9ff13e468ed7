"""When the hours of one local year are open, as instants: wall-clock hours laid over a zone's clock changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from app.domain.hours import Hours

Interval = tuple[datetime, datetime]  # half-open
Day = tuple[tuple[int, int], ...]

_STRIDE = timedelta(days=4)  # no zone has gone there and back in less than 6 days since 1970 (Recife did in 7, in 2000)
_SECOND = timedelta(seconds=1)

_begin: Callable[[Interval], datetime] = itemgetter(0)
_end: Callable[[Interval], datetime] = itemgetter(1)


def midnight(zone: ZoneInfo, year: int) -> datetime:
    """The instant at which a local year begins."""
    return datetime(year, 1, 1, tzinfo=zone).astimezone(UTC)


def of_year(hours: Hours, zone: ZoneInfo, year: int, closed: Container[date]) -> list[Interval]:
    """The openings of a local year, in order and apart: an instant is open when its wall-clock time is.

    A wall-clock time that happens twice is open twice, one that is skipped is never open.
    """
    walls = _on_the_wall(hours, year, closed)
    return merged(
        (begins - offset, ends - offset)
        for start, end, offset in _segments(zone, midnight(zone, year), midnight(zone, year + 1))
        for begins, ends in _clipped(walls, start + offset, end + offset)
    )


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same instants in as few intervals as can be."""
    apart: list[Interval] = []
    for begins, ends in intervals:
        if apart and apart[-1][1] == begins:
            apart[-1] = (apart[-1][0], ends)
        else:
            apart.append((begins, ends))
    return apart


def of_day(hours: Hours, day: date, closed: Container[date]) -> Day:
    """The intervals of a local date, in minutes: none on a holiday, and none after the close of a half day."""
    spans = () if day in closed else hours.week[day.weekday()]
    close = hours.holidays.half_days.get(day) if hours.holidays else None
    if close is None:
        return spans
    return tuple((begins, min(ends, close)) for begins, ends in spans if begins < close)


def reached(zone: ZoneInfo, wall: datetime) -> datetime:
    """The first instant at which a zone's wall clock shows that time or, where it is skipped, a later one."""
    shown, otherwise = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if otherwise >= shown:
        return shown
    return _change(zone, otherwise, shown, _offset(zone, otherwise))


def _on_the_wall(hours: Hours, year: int, closed: Container[date]) -> list[Interval]:
    """The openings as the wall clock shows them, written as if the zone were UTC."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return [
        (begin + timedelta(minutes=begins), begin + timedelta(minutes=ends))
        for number in range(first, last + 1)
        if hours.week[(number - 1) % 7]
        for day in (date.fromordinal(number),)
        for begin in (datetime(day.year, day.month, day.day, tzinfo=UTC),)
        for begins, ends in of_day(hours, day, closed)
    ]


def _clipped(walls: Sequence[Interval], start: datetime, end: datetime) -> Sequence[Interval]:
    """What lies between two times on the wall. Only the outermost intervals can stick out."""
    first = bisect_right(walls, start, key=_end)
    inside = list(walls[first : bisect_left(walls, end, key=_begin)])
    if inside:
        inside[0] = (max(inside[0][0], start), inside[0][1])
        inside[-1] = (inside[-1][0], min(inside[-1][1], end))
    return inside


def _segments(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The stretches of constant offset between two instants: start, end, offset."""
    start, offset = since, _offset(zone, since)
    before = since
    while before < until:
        after = min(before + _STRIDE, until)
        if _offset(zone, after) != offset:
            change = _change(zone, before, after, offset)
            yield start, change, offset
            start, offset = change, _offset(zone, change)
        before = after
    if start < until:
        yield start, until, offset


def _change(zone: ZoneInfo, before: datetime, after: datetime, offset: timedelta) -> datetime:
    """The first whole second at which the offset is another one, found by halving."""
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
