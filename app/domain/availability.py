"""Availability of a service in a month: the downtime that counts, what is excepted from it, and what is left."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.domain.exceptions import Exceptions, Part

_NOTHING = timedelta(0)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A half-open stretch of time that is reported on."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it is: real time, across a clock change too."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True, kw_only=True)
class Outage:
    """When an incident's services were down, half-open; `cause` is the slug that triage gave it, or empty."""

    reference: str
    services: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Downtime that counts, or that does not, for one reason; `references` are the incidents behind it."""

    starts_at: datetime
    ends_at: datetime
    is_counted: bool
    reason: str
    references: tuple[str, ...]

    @property
    def length(self) -> timedelta:
        """How long it lasted."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True, kw_only=True)
class Availability:
    """A service in a period. Its stretches are apart and in order; together they are all of its downtime there."""

    service: str
    period: Period
    target: Decimal
    stretches: tuple[Stretch, ...]

    @property
    def counted(self) -> timedelta:
        """The downtime that counts."""
        return sum((one.length for one in self.stretches if one.is_counted), _NOTHING)

    @property
    def excepted(self) -> timedelta:
        """The downtime that does not count."""
        return sum((one.length for one in self.stretches if not one.is_counted), _NOTHING)

    @property
    def percentage(self) -> Decimal:
        """The share of the period that it was available in, to a thousandth, and never rounded up to the target."""
        return Decimal(math.floor(self._share() * 1000)).scaleb(-3)

    @property
    def is_met(self) -> bool:
        """Whether the target was reached, by the exact share."""
        return self._share() >= Fraction(self.target)

    def _share(self) -> Fraction:
        if not self.period.length:
            return Fraction(100)
        return 100 * (1 - Fraction(self.counted // _MICROSECOND, self.period.length // _MICROSECOND))


def month(year: int, number: int, zone: str) -> Period:
    """A calendar month of the zone, from midnight to midnight on its clocks."""
    after = (year + 1, 1) if number == 12 else (year, number + 1)
    return Period(starts_at=_first(year, number, zone), ends_at=_first(*after, zone))


def of_service(
    service: str, period: Period, outages: Iterable[Outage], parts: Sequence[Part], exceptions: Exceptions
) -> Availability:
    """A service's month. `outages` may be anybody's; `parts` are those of the windows that concern the service."""
    own = [clipped for one in outages if service in one.services and (clipped := _clipped(one, period))]
    return Availability(
        service=service, period=period, target=exceptions.target, stretches=tuple(_stretches(own, parts, exceptions))
    )


def _clipped(outage: Outage, period: Period) -> Outage | None:
    starts, ends = max(outage.starts_at, period.starts_at), min(outage.ends_at, period.ends_at)
    return replace(outage, starts_at=starts, ends_at=ends) if starts < ends else None


def _stretches(outages: Sequence[Outage], parts: Sequence[Part], exceptions: Exceptions) -> list[Stretch]:
    """The union of the outages, cut wherever an outage or a part begins or ends, and joined where nothing changes."""
    spans = [(one.starts_at, one.ends_at) for one in outages] + [(part.starts_at, part.ends_at) for part in parts]
    edges = sorted({edge for span in spans for edge in span})
    found: list[Stretch] = []
    for starts, ends in pairwise(edges):
        down = [one for one in outages if one.starts_at <= starts and ends <= one.ends_at]
        if not down:
            continue
        worked_on = [part for part in parts if part.starts_at <= starts and ends <= part.ends_at]
        is_counted, reason = _judged(down, worked_on, exceptions)
        references = tuple(dict.fromkeys(one.reference for one in down))
        one = Stretch(starts_at=starts, ends_at=ends, is_counted=is_counted, reason=reason, references=references)
        if found and _continues(found[-1], one):
            found[-1] = replace(found[-1], ends_at=ends)
        else:
            found.append(one)
    return found


def _judged(down: Sequence[Outage], worked_on: Sequence[Part], exceptions: Exceptions) -> tuple[bool, str]:
    """Whether this downtime counts, and why. Where any of the incidents has no excepted cause, no cause excepts it."""
    causes = [exceptions.causes.get(one.cause, "") for one in down]
    if all(causes):
        return False, f"Cause: {causes[0]}"
    part = next((part for part in worked_on if part.is_excepted), next(iter(worked_on), None))
    if part is None:
        return True, "No exception applies"
    return not part.is_excepted, part.reason


def _continues(before: Stretch, after: Stretch) -> bool:
    return (
        before.ends_at == after.starts_at and replace(before, starts_at=after.starts_at, ends_at=after.ends_at) == after
    )


def _first(year: int, number: int, zone: str) -> datetime:
    return datetime(year, number, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
