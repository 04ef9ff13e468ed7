"""Other packages that count business time, each asked in its own terms for the same hours.

Mon-Thu 08:30-17:00, Fri 08:30-16:30, Europe/London, without the bank holidays of England.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import businesstimedelta
import holidays
import pandas
import pytz
from pandas.tseries.offsets import CustomBusinessHour
from workalendar.europe import UnitedKingdom

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from business_duration import businessDuration

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES, FRIDAY_CLOSES = time(8, 30), time(17), time(16, 30)
HOUR = timedelta(hours=1)

Case = tuple[datetime, timedelta]
Answer = Callable[[datetime, timedelta], Any]


@dataclass(frozen=True, kw_only=True)
class Contender:
    """Somebody who answers questions about an instant and a length of business time; None where it cannot."""

    name: str
    is_open: Answer | None
    next_open: Answer | None
    due: Answer


def all_of_them(closed: Sequence[date], right_due: Answer) -> list[Contender]:
    """The peers. `right_due` is for the one that can only measure: it is asked whether it finds the right length."""
    return [
        _businesstimedelta("businesstimedelta", holidays.country_holidays("GB", subdiv="ENG")),  # as its README has it
        _businesstimedelta("businesstimedelta with a set", set(closed)),  # the same, helped
        _pandas(closed),
        _business_duration(closed, right_due),
        _workalendar(),
    ]


def _businesstimedelta(name: str, closed: Container[date]) -> Contender:
    zone = pytz.timezone("Europe/London")
    rules = businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(OPENS, CLOSES, [0, 1, 2, 3], tz=zone),
            businesstimedelta.WorkDayRule(OPENS, FRIDAY_CLOSES, [4], tz=zone),
            businesstimedelta.HolidayRule(closed, tz=zone),
        ]
    )
    return Contender(
        name=name,
        is_open=lambda at, _: rules.next(at)[0] <= at,
        next_open=lambda at, _: rules.next(at)[0],
        due=lambda at, length: at + businesstimedelta.BusinessTimeDelta(rules, timedelta=length),
    )


def _pandas(closed: Sequence[date]) -> Contender:
    """It has the same hours on every day, so Fridays are too long; and it adds whole hours, the rest is wall time."""

    def hours(n: int) -> CustomBusinessHour:
        return CustomBusinessHour(
            n=n, start="08:30", end="17:00", weekmask="Mon Tue Wed Thu Fri", holidays=list(closed)
        )

    offsets = {n: hours(n) for n in (1, 2, 4, 8, 42)}

    def local(at: datetime) -> pandas.Timestamp:
        return pandas.Timestamp(at).tz_convert("Europe/London")

    def due(at: datetime, length: timedelta) -> datetime:
        whole, rest = divmod(length, HOUR)
        moved = local(at) + offsets[whole] if whole else local(at)
        return (moved + pandas.Timedelta(rest)).to_pydatetime().astimezone(UTC)

    return Contender(
        name="pandas CustomBusinessHour",
        is_open=lambda at, _: offsets[1].is_on_offset(local(at)),
        next_open=lambda at, _: offsets[1].rollforward(local(at)).to_pydatetime().astimezone(UTC),
        due=due,
    )


def _business_duration(closed: Sequence[date], right_due: Answer) -> Contender:
    """It measures between local times, with the same hours on every day: is the right due instant as far as asked?"""
    names = dict.fromkeys(closed, "holiday")

    def due(at: datetime, length: timedelta) -> datetime | None:
        right = right_due(at, length)
        ends = (pandas.Timestamp(one).tz_convert("Europe/London").tz_localize(None) for one in (at, right))
        minutes = businessDuration(*ends, OPENS, CLOSES, holidaylist=names, unit="min")
        return right if minutes == length / timedelta(minutes=1) else None

    return Contender(name="business-duration (measures)", is_open=None, next_open=None, due=due)


def _workalendar() -> Contender:
    """It knows working days; the hours are walked by hand, day by day."""
    calendar = UnitedKingdom()

    def due(at: datetime, length: timedelta) -> datetime:
        day = at.astimezone(LONDON).date()
        while True:
            if calendar.is_working_day(day):
                closes = FRIDAY_CLOSES if day.weekday() == 4 else CLOSES
                starts, ends = (datetime.combine(day, clock, LONDON).astimezone(UTC) for clock in (OPENS, closes))
                at = max(at, starts)
                if at < ends:
                    if length <= ends - at:
                        return at + length
                    length -= ends - at
            day += timedelta(days=1)

    return Contender(name="workalendar with a walk", is_open=None, next_open=None, due=due)
