"""Business time: whether support's hours are open at an instant, when that changes, and time counted inside them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from app.domain import bank_holidays, opening_times
from app.domain.hours import Holidays, Hours

FIRST_YEAR, LAST_YEAR = 1970, 2199  # a calendar without holidays could go on for ever; nobody promises anything there

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING = timedelta(0)

HolidaysOfYear = Callable[[Holidays, int], Mapping[date, str]]


class CalendarError(LookupError):
    """The calendar does not know that time: no holidays are known for its year, or it is beyond all years."""


class NaiveInstant(ValueError):
    """A datetime without a zone: it is no instant."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of business time, half-open."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Every opening of some whole years, in UTC. `through` is the business time from `since` to the end of each one.

    What makes it quick is that nothing is converted: datetimes of one zone and timedeltas compare and subtract in C.
    """

    first_year: int
    last_year: int
    since: datetime
    until: datetime
    starts: list[datetime]
    ends: list[datetime]
    through: list[timedelta]

    def counted(self, at: datetime) -> timedelta:
        """Business time from `since` to an instant of the table."""
        i = bisect_right(self.ends, at)
        if i == len(self.ends):
            return self.through[-1] if self.through else _NOTHING
        return self.through[i] - (self.ends[i] - max(self.starts[i], at))


_NO_TABLE = _Table(first_year=0, last_year=-1, since=_EPOCH, until=_EPOCH, starts=[], ends=[], through=[])


def in_utc(at: datetime) -> datetime:
    """The same instant in UTC. NaiveInstant if it is none."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise NaiveInstant(f"{at.isoformat()} has no zone, so it is no instant")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise CalendarError(f"{at.isoformat()} is beyond all years") from None


class Calendar:
    """The hours of one policy in business time. Answers are in UTC; any aware datetime may be asked about.

    The table of openings grows to the years that are asked for, behind a lock; a reader never sees half a table.
    """

    def __init__(self, hours: Hours, holidays_of_year: HolidaysOfYear = bank_holidays.of_year) -> None:
        self.hours = hours
        self.zone = ZoneInfo(hours.zone)
        self._holidays_of_year = holidays_of_year
        self._never_closes = hours.holidays is None and all(_covers_the_day(day) for day in hours.week)
        self._lock = Lock()
        self._names: dict[int, Mapping[date, str]] = {}
        self._years: dict[int, list[opening_times.Interval]] = {}
        self._table = _NO_TABLE

    def is_open(self, at: datetime) -> bool:
        """Whether the wall-clock time of that instant lies inside the hours."""
        at = in_utc(at)
        table = self._table_at(at)
        i = bisect_right(table.ends, at)
        return i < len(table.ends) and table.starts[i] <= at

    def next_open(self, at: datetime) -> datetime:
        """The first instant from then on that is open: the instant itself, while open."""
        at = in_utc(at)
        table, i = self._opening_from(at)
        return max(table.starts[i], at)

    def next_close(self, at: datetime) -> datetime | None:
        """The end of the opening that is running, or else of the next one. None: the hours never close."""
        if self._never_closes:
            return None
        at = in_utc(at)
        table, i = self._opening_from(at)
        while table.ends[i] == table.until:  # it may go on after New Year
            self._grown(table)
            table, i = self._opening_from(at)
        return table.ends[i]

    def next_change(self, at: datetime) -> datetime | None:
        """The first later instant at which open turns to closed, or closed to open. None: never."""
        return self.next_close(at) if self.is_open(at) else self.next_open(at)

    def due(self, at: datetime, business: timedelta) -> datetime:
        """The instant by which that much business time has passed since `at`.

        One that ends exactly at closing time is that closing, and no time at all is over at the next opening.
        """
        if business <= _NOTHING:
            if business < _NOTHING:
                raise ValueError("business time to count cannot be negative")
            return self.next_open(at)
        at = in_utc(at)
        table = self._table_at(at)
        while True:
            ends, through = table.ends, table.through
            i = bisect_right(ends, at)
            if i < len(ends):
                start = table.starts[i]
                total = through[i] - (ends[i] - (start if start > at else at)) + business
                j = bisect_left(through, total, i)
                if j < len(through):
                    return ends[j] - (through[j] - total)
            table = self._grown(table)

    def business_between(self, a: datetime, b: datetime) -> timedelta:
        """Business time from `a` to `b`, negative if `b` is earlier."""
        first, last = in_utc(a), in_utc(b)
        table = self._table_over(first, last)
        return table.counted(last) - table.counted(first)

    def spans(self, at: datetime, until: datetime) -> list[Span]:
        """The stretches that are counted between two instants, for an explanation."""
        first, last = in_utc(at), in_utc(until)
        table = self._table_over(first, last)
        i = bisect_right(table.ends, first)
        found = []
        while i < len(table.ends) and table.starts[i] < last:
            found.append(Span(starts=max(table.starts[i], first), ends=min(table.ends[i], last)))
            i += 1
        return found

    def working_days(self, at: datetime, n: int) -> datetime:
        """The wall-clock time of the report's opening, `n` working days later, or that day's close if it is earlier."""
        if n < 0:
            raise ValueError("working days to count cannot be negative")
        local = self.next_open(at).astimezone(self.zone)
        if n == 0:
            return local.astimezone(UTC)
        day = local.date()
        for _ in range(n):
            day = self._next_working_day(day)
        close = datetime.combine(day, time()) + timedelta(minutes=self.hours_on(day)[-1][1])
        return opening_times.reached(self.zone, min(datetime.combine(day, local.time()), close))

    def holiday_name(self, day: date) -> str | None:
        """The public holiday on that local date. Unknown is a CalendarError, never None."""
        return self._names_of(day.year).get(day)

    def hours_on(self, day: date) -> opening_times.Day:
        """The intervals of a local date, in minutes from midnight on the wall."""
        return opening_times.of_day(self.hours, day, self._names_of(day.year))

    def local_date(self, at: datetime) -> date:
        """The date on the wall at that instant."""
        at = in_utc(at)
        self._local_year(at)
        return at.astimezone(self.zone).date()

    def _next_working_day(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.hours_on(day):
            day += timedelta(days=1)
        return day

    def _opening_from(self, at: datetime) -> tuple[_Table, int]:
        """The table, and in it the opening that is running at that instant, or else the next one."""
        table = self._table_at(at)
        i = bisect_right(table.ends, at)
        while i == len(table.ends):
            table = self._grown(table)
            i = bisect_right(table.ends, at)
        return table, i

    def _table_at(self, at: datetime) -> _Table:
        table = self._table
        if table.since <= at < table.until:
            return table
        return self._grow_to(self._local_year(at))

    def _table_over(self, first: datetime, last: datetime) -> _Table:
        self._table_at(first)
        self._table_at(last)
        return self._table  # tables only grow: this one holds both

    def _grown(self, table: _Table) -> _Table:
        return self._grow_to(table.last_year + 1)

    def _grow_to(self, year: int) -> _Table:
        """The table with that year in it, and with every year between."""
        with self._lock:
            table = self._table
            if table.first_year <= year <= table.last_year:
                return table
            known = table is not _NO_TABLE
            first = min(table.first_year, year) if known else year
            last = max(table.last_year, year)
            self._table = table = self._tabulated(first, last)  # if it raises, nothing has changed
            return table

    def _tabulated(self, first: int, last: int) -> _Table:
        openings = opening_times.merged(span for year in range(first, last + 1) for span in self._openings_of(year))
        through, total = [], _NOTHING
        for starts, ends in openings:
            total += ends - starts
            through.append(total)
        return _Table(
            first_year=first,
            last_year=last,
            since=opening_times.midnight(self.zone, first),
            until=opening_times.midnight(self.zone, last + 1),
            starts=[starts for starts, _ in openings],
            ends=[ends for _, ends in openings],
            through=through,
        )

    def _openings_of(self, year: int) -> list[opening_times.Interval]:
        if year not in self._years:
            self._years[year] = opening_times.of_year(self.hours, self.zone, year, self._names_of(year))
        return self._years[year]

    def _names_of(self, year: int) -> Mapping[date, str]:
        """The holidays of a year by date; CalendarError where that is unknown, for whatever reason."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CalendarError(f"{year} is outside of the years that are known ({FIRST_YEAR} to {LAST_YEAR})")
        if year not in self._names:
            rule = self.hours.holidays
            try:
                self._names[year] = self._holidays_of_year(rule, year) if rule else {}
            except Exception as error:
                raise CalendarError(str(error)) from error
        return self._names[year]

    def _local_year(self, at: datetime) -> int:
        """The year on the wall, as far as years are known."""
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise CalendarError(f"{at.year} is outside of the years that are known ({FIRST_YEAR} to {LAST_YEAR})")
        return at.astimezone(self.zone).year


def _covers_the_day(day: tuple[tuple[int, int], ...]) -> bool:
    return sum(ends - begins for begins, ends in day) == 24 * 60
