"""What a policy promises, as values: responses and resolutions, availability, storage, how long back-ups are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

Measure = Literal["response", "resolution"]

MEASURES: tuple[Measure, ...] = ("response", "resolution")


def measured(facts: Mapping[str, Any]) -> Measure:
    """Which promise a mark, an event or a warning is about. Those from before there were two are about the response."""
    return "resolution" if facts.get("measures") == "resolution" else "response"


@dataclass(frozen=True, kw_only=True)
class WorkingDays:
    """A length of time in working days."""

    days: int


@dataclass(frozen=True, kw_only=True)
class Target:
    """A promised time: a response or a resolution within `within`, elapsed or counted in business hours.

    `within` is None for "as soon as possible". No tiers, no regions: it applies to all of them. A target that applies
    inside or outside the hours is counted from the first moment, from the report on, that is inside or outside them;
    one that does so strictly has nothing for the other reports.
    """

    measures: Measure
    severity: str
    counted: Literal["elapsed", "business"]
    within: timedelta | WorkingDays | None
    clause: str
    applies: Literal["any", "inside", "outside"] = "any"
    strictly: bool = False
    tiers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that a response has to hold; what is not required is given where practicable.

    `words` stand in the form to begin with.
    """

    slug: str
    name: str
    clause: str
    required: bool
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Response:
    """What meets the response target, and what it holds."""

    met_by: Literal["reply", "acknowledgement"] = "reply"
    clause: str | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Availability:
    """The share of a month that a service is there, in per cent, and what is left out of the count.

    Maintenance in a published window is left out; so is other maintenance outside the hours, with that much `notice` in
    business time; and what had one of the `causes`.
    """

    percent: Decimal
    notice: timedelta
    causes: tuple[str, ...]
    clause: str


@dataclass(frozen=True, kw_only=True)
class Storage:
    """What a customer may store, in bytes; more may be charged."""

    quota: int
    clause: str


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long back-ups are kept: each for `daily`, those of certain days of the month for `months` months."""

    daily: timedelta
    month_days: tuple[int, ...]
    months: int
    clause: str
