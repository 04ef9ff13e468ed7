"""An independent account of the federal holidays and the clocks of New York, from the statutes and not from a library.

The holidays are those of 5 U.S.C. 6103, with the Friday before one on a Saturday and, by Executive Order 11582, the
Monday after one on a Sunday. The clocks follow the Energy Policy Act of 2005.
"""

from __future__ import annotations

from datetime import date, timedelta

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def federal_holidays(year: int) -> set[date]:
    """The weekdays of a year on which federal offices are closed, the eve of the next year among them if it is one."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    days = {observed(day) for day in [*fixed, date(year + 1, 1, 1)]}
    days |= {
        nth(3, MONDAY, year, 1),
        nth(3, MONDAY, year, 2),
        last_monday_of_may(year),
        nth(1, MONDAY, year, 9),
        nth(2, MONDAY, year, 10),
        nth(4, THURSDAY, year, 11),
    }
    return {day for day in days if day.year == year}


def observed(day: date) -> date:
    """The weekday on which a holiday of a fixed date is kept."""
    shift = {SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)


def nth(n: int, weekday: int, year: int, month: int) -> date:
    """The n-th such weekday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


def offset(day: date) -> int:
    """Minutes by which New York is ahead of Greenwich after 2am of that day: it is behind."""
    is_summer = nth(2, SUNDAY, day.year, 3) <= day < nth(1, SUNDAY, day.year, 11)
    return -240 if is_summer else -300
