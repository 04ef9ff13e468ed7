"""An independent account of British office hours, minute by minute, from the statutes and not from a library.

It shares no code and no data with the calendar under test: bank holidays are derived from the Banking and Financial
Dealings Act 1971, the proclamations made under it and common law, Easter from the Gregorian computus, and the clock
changes from the Summer Time Order 2002.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6

Time = tuple[int, int]  # hour and minute on the wall


def easter_sunday(year: int) -> date:
    """Knuth, The Art of Computer Programming, volume 1, exercise 1.3.2-14."""
    golden = year % 19 + 1
    century = year // 100 + 1
    skipped_leaps = 3 * century // 4 - 12
    moon_correction = (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - skipped_leaps - 10
    epact = (11 * golden + 20 + moon_correction - skipped_leaps) % 30
    if (epact == 25 and golden > 11) or epact == 24:
        epact += 1
    full_moon = 44 - epact
    if full_moon < 21:
        full_moon += 30
    march_day = full_moon + 7 - (sunday + full_moon) % 7
    return date(year, 3, 1) + timedelta(days=march_day - 1)


def bank_holidays(year: int) -> set[date]:
    """The days on which the banks of England and Wales are closed, for years without a one-off holiday."""
    easter = easter_sunday(year)
    days = {easter - timedelta(days=2), easter + timedelta(days=1)}
    days |= {first_monday(year, 5), last_monday(year, 5), last_monday(year, 8)}
    days.add(substituted(date(year, 1, 1), days))
    days.add(substituted(date(year, 12, 25), days | {date(year, 12, 26)}))
    days.add(substituted(date(year, 12, 26), days))
    return days


def substituted(day: date, taken: set[date]) -> date:
    """The day itself, or the next weekday that is no holiday already."""
    if day.weekday() < SATURDAY:
        return day
    while day.weekday() >= SATURDAY or day in taken:
        day += timedelta(days=1)
    return day


def first_monday(year: int, month: int) -> date:
    return next(day for day in (date(year, month, number) for number in range(1, 8)) if day.weekday() == 0)


def last_monday(year: int, month: int) -> date:
    return next(day for day in (date(year, month, number) for number in range(31, 24, -1)) if day.weekday() == 0)


def last_sunday(year: int, month: int) -> date:
    return next(day for day in (date(year, month, number) for number in range(31, 24, -1)) if day.weekday() == SUNDAY)


def minute_of(day: date, hour: int = 0, minute: int = 0) -> int:
    """Minutes since 1970, as if the day were one of Greenwich."""
    return (day - EPOCH).days * 1440 + hour * 60 + minute


def offset(day: date) -> int:
    """Minutes by which London is ahead of Greenwich after 1am of that day."""
    return 60 if last_sunday(day.year, 3) <= day < last_sunday(day.year, 10) else 0


def open_minutes(
    first_year: int,
    last_year: int,
    *,
    opens: Time = (8, 30),
    closes: Time = (17, 0),
    closes_on_friday: Time = (16, 30),
    holidays: Callable[[int], set[date]] = bank_holidays,
    ahead: Callable[[date], int] = offset,
) -> bytearray:
    """A one for each minute of Greenwich, from the first year's beginning to the last year's end, that is open."""
    start = minute_of(date(first_year, 1, 1))
    minutes = bytearray(minute_of(date(last_year + 1, 1, 1)) - start)
    for year in range(first_year, last_year + 1):
        closed, day = holidays(year), date(year, 1, 1)
        while day.year == year:
            if day.weekday() < SATURDAY and day not in closed:
                # No opening touches the hours of the night in which clocks change: the whole of it has one offset.
                begins = minute_of(day, *opens) - ahead(day) - start
                ends = minute_of(day, *(closes_on_friday if day.weekday() == FRIDAY else closes)) - ahead(day) - start
                minutes[begins:ends] = b"\x01" * (ends - begins)
            day += timedelta(days=1)
    return minutes
