"""Figures of a period: what came in, what was kept of the promises, how long each step took, and when it came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.percentiles import Summary, summed_up
from app.domain.service_levels import Measure

ACCEPTED, DECLINED, CLOSED = "accepted", "declined", "closed"
STEPS = {
    "paged_at": "First page handed over",
    "acknowledged_at": "Acknowledged",
    "replied_at": "First reply by a person",
    "resolved_at": "Resolved",
}  # by the instant that each ends at; all of them begin with the report


@dataclass(frozen=True, kw_only=True)
class Handled:
    """One report, as it was received and as it went. What has not happened, or was never promised, is None.

    taken_further: it was refused, and accepted then: its reporter sent the same form again, or a colleague accepted it
    after all.
    closed_by: the clause that closed the promise's clock.
    """

    reference: str
    received_at: datetime
    verdict: str
    services: tuple[str, ...] = ()
    customer_id: str | None = None
    incident_id: str | None = None
    taken_further: bool = False
    paged_at: datetime | None = None
    acknowledged_at: datetime | None = None
    replied_at: datetime | None = None
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    respond_by: datetime | None = None
    resolve_by: datetime | None = None
    closed_by: str | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether it opened an incident when it was sent."""
        return self.verdict == ACCEPTED

    @property
    def is_looked_after(self) -> bool:
        """Whether it has an incident, and so a promise: it was accepted, at once or after all."""
        return self.is_accepted or self.incident_id is not None

    @property
    def outcome(self) -> str:
        """Its verdict, or that a colleague overturned it."""
        return "overturned" if self.is_looked_after and not self.is_accepted else self.verdict

    def took(self, step: str) -> timedelta | None:
        """How long it was from the report until that step; None while it has not come."""
        at: datetime | None = getattr(self, step)
        return at - self.received_at if at else None

    def promised(self, measures: Measure) -> tuple[datetime | None, datetime | None]:
        """When a response, or a resolution, was due; and when it came."""
        if measures == "resolution":
            return self.resolve_by, self.resolved_at
        return self.respond_by, self.responded_at


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many reports came in. They were accepted, not covered, or sent while the form was closed."""

    accepted: int
    declined: int
    closed: int
    overturned: int

    @property
    def received(self) -> int:
        """All of them."""
        return self.accepted + self.declined + self.closed

    @property
    def refused(self) -> int:
        """Those that opened no incident."""
        return self.declined + self.closed


@dataclass(frozen=True, kw_only=True)
class Attainment:
    """How a promise was kept over the reports that have an incident: each is in exactly one of the four."""

    met: int
    missed: int
    to_come: int
    without: int

    @property
    def count(self) -> int:
        """How many they are."""
        return self.met + self.missed + self.to_come + self.without

    @property
    def words(self) -> str:
        """ "41 of 42": of those that were due or done."""
        judged = self.met + self.missed
        return f"{self.met} of {judged}" if judged else "none due yet"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All figures of one period. `steps` are by the instant that they end at."""

    counts: Counts
    response: Attainment
    resolution: Attainment
    steps: Mapping[str, Summary]


def of(reports: Sequence[Handled], now: datetime) -> Figures:
    """The figures of these reports, as they stand at an instant."""
    accepted = [one for one in reports if one.is_accepted]
    promised = [one for one in reports if one.is_looked_after]
    return Figures(
        counts=counts(reports),
        response=_attainment(promised, "response", now),
        resolution=_attainment(promised, "resolution", now),
        steps={step: summed_up(took for one in accepted if (took := one.took(step)) is not None) for step in STEPS},
    )


def counts(reports: Iterable[Handled]) -> Counts:
    """How many of each verdict, and how many of the refused were taken further."""
    found = Counter(one.verdict for one in reports)
    overturned = sum(one.taken_further for one in reports if not one.is_accepted)
    return Counts(accepted=found[ACCEPTED], declined=found[DECLINED], closed=found[CLOSED], overturned=overturned)


def standing(report: Handled, due_at: datetime | None, met_at: datetime | None, now: datetime) -> str:
    """met, missed, to_come, or without: no instant was promised, or the clock was closed."""
    if due_at is None or report.closed_by:
        return "without"
    if met_at:
        return "met" if met_at <= due_at else "missed"
    return "missed" if now >= due_at else "to_come"


def kept(report: Handled, measures: Measure, now: datetime) -> str:
    """How the promised response, or resolution, of one report stands."""
    return standing(report, *report.promised(measures), now) if report.is_looked_after else "without"


def by_hour(reports: Iterable[Handled], zone: str) -> Counter[tuple[int, int]]:
    """The accepted reports by weekday (Monday is 0) and hour, on the zone's clocks."""
    there = ZoneInfo(zone)
    locals_ = (one.received_at.astimezone(there) for one in reports if one.is_accepted)
    return Counter((local.weekday(), local.hour) for local in locals_)


def by_day(reports: Iterable[Handled], zone: str, first: datetime, last: datetime) -> dict[date, Counts]:
    """What came in on each local day from the first until the last instant."""
    there = ZoneInfo(zone)
    found: dict[date, list[Handled]] = {}
    day, end = first.astimezone(there).date(), last.astimezone(there).date()
    while day <= end:
        found[day] = []
        day += timedelta(days=1)
    for one in reports:
        found.setdefault(one.received_at.astimezone(there).date(), []).append(one)
    return {day: counts(some) for day, some in found.items()}


def _attainment(accepted: Iterable[Handled], measures: Measure, now: datetime) -> Attainment:
    found = Counter(kept(report, measures, now) for report in accepted)
    return Attainment(met=found["met"], missed=found["missed"], to_come=found["to_come"], without=found["without"])
