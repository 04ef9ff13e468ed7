"""Erasure: how long personal words are kept, what stands in their place, and which events have none to lose."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.chain import ERASED, REMOVED

SHORTEST = 6  # digits of a telephone number

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"[0-9 +\-()./]+")

HOUR = time(4, 30)  # when what is due is removed: no clock is changed then, and hardly anybody reports

# Events in our own words, about staff at most: they stay. Whatever is not named here loses its words.
PLAIN = frozenset({
    REMOVED, "accepted", "acknowledged", "assigned", "breach.caused", "drill.ended", "drill.started", "files.removed",
    "grown", "help.asked", "joined", "lapsed", "left", "moved_on", "paged", "paged.directly", "person.renamed",
    "reply.overdue", "report.during_maintenance", "target.mark", "target.missed", "undone", "unproven",
    "verdict.accepted", "verdict.closed", "verdict.declined",
})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Periods:
    """How long personal data are kept after a report is closed; of what belongs to no report, after it came.

    details_months: who reported, and what people typed. bodies_days: files, and what messages said. addresses_days:
    where messages came from and went to.
    """

    details_months: int = 12
    bodies_days: int = 90
    addresses_days: int = 30


@dataclass(frozen=True, kw_only=True)
class Cutoffs:
    """What was closed by then has lost its period now."""

    details: datetime
    bodies: datetime
    addresses: datetime


def cutoffs(periods: Periods, now: datetime, zone: str) -> Cutoffs:
    """The instants that lie each period before `now`. Months are by the zone's clocks."""
    return Cutoffs(
        details=_months_before(now.astimezone(ZoneInfo(zone)), periods.details_months),
        bodies=now - timedelta(days=periods.bodies_days),
        addresses=now - timedelta(days=periods.addresses_days),
    )


def next_night(now: datetime, zone: str) -> datetime:
    """The next instant at which it is that hour of the night on the zone's clocks."""
    local = now.astimezone(ZoneInfo(zone))
    tonight = datetime.combine(local.date(), HOUR, local.tzinfo)
    if tonight <= local:
        tonight = datetime.combine(local.date() + timedelta(days=1), HOUR, local.tzinfo)
    return tonight.astimezone(UTC)


def has_words(kind: str, facts: Mapping[str, Any], text: str) -> bool:
    """Whether an event still says what somebody typed, or names somebody who is not of the staff."""
    if text == ERASED or kind in PLAIN:
        return False
    return not (kind.startswith("delivery.") and facts.get("wording") == "page")


def is_exact(whom: str) -> bool:
    """Whether it is a whole mail address, or a number of enough digits to be somebody's."""
    if "@" in whom:
        return _MAIL.fullmatch(whom) is not None
    return len(digits(whom)) >= SHORTEST and _NUMBER.fullmatch(whom) is not None


def digits(telephone: str) -> str:
    """A number as it is compared: its digits alone."""
    return "".join(letter for letter in telephone if letter.isdecimal())


def _months_before(local: datetime, months: int) -> datetime:
    """The same time on the same day of an earlier month, or on its last day where it has no such day."""
    years, month = divmod(local.month - 1 - months, 12)
    year = local.year + years
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)
