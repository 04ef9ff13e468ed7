"""Rotations: people who take turns in a layer, handing over at one time on the wall, whatever the clocks do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from app.domain.opening_times import reached


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of a rotation, half-open. `instead_of` is whose turn it would be, where they have left."""

    staff_id: str
    starts_at: datetime
    ends_at: datetime
    instead_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """People, by id, in their order, who hand over every `days` from `starts_at` on, in the clocks' time of `zone`.

    A handover at a time that the clocks skip is when they skip; at one that they show twice, it is the first.
    """

    id: str
    layer: str
    people: tuple[str, ...]
    days: int
    starts_at: datetime
    ends_at: datetime | None
    zone: str

    @cached_property
    def _first(self) -> datetime:
        """The first handover as the clocks on the wall show it."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None, fold=0)

    def handover(self, number: int) -> datetime:
        """When the turn of that number begins, counted from 0."""
        return reached(ZoneInfo(self.zone), self._first + timedelta(days=self.days * number))

    def turns(self, start: datetime, end: datetime, gone: Collection[str] = ()) -> Iterator[Turn]:
        """The turns that touch the span, in order, cut to the rotation's own time. Those who are gone are skipped."""
        until = min(end, self.ends_at) if self.ends_at else end
        number = self._number_at(max(start, self.starts_at))
        begins = self.handover(number)
        while begins < until:
            ends = self.handover(number + 1)
            who = self._whose(number, gone)
            if who and ends > start:
                over = min(ends, self.ends_at) if self.ends_at else ends
                planned = self.people[number % len(self.people)]
                instead_of = planned if planned != who else None
                yield Turn(staff_id=who, starts_at=begins, ends_at=over, instead_of=instead_of)
            number, begins = number + 1, ends

    def _number_at(self, at: datetime) -> int:
        """The number of the turn that runs at that instant, which is not before the first."""
        local: date = at.astimezone(ZoneInfo(self.zone)).date()
        number = max((local - self._first.date()).days // self.days, 0)
        return number - 1 if number and self.handover(number) > at else number

    def _whose(self, number: int, gone: Collection[str]) -> str | None:
        """Who takes that turn: the next in the order who has not left."""
        count = len(self.people)
        in_order = (self.people[(number + step) % count] for step in range(count))
        return next((who for who in in_order if who not in gone), None)


def weeks_or_days(days: int) -> str:
    """How long a turn is: "a day", "2 weeks"."""
    unit, count = ("week", days // 7) if days % 7 == 0 else ("day", days)
    return f"a {unit}" if count == 1 else f"{count} {unit}s"


def first_handover(zone: str, wall: datetime) -> datetime:
    """The instant of a rotation's first handover, by the clocks on the wall."""
    return reached(ZoneInfo(zone), wall).astimezone(UTC)
