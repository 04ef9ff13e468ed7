"""The promised times: when a response or a resolution is due, and how it stands with that promise at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.domain.calendar import Calendar, CalendarError, in_utc
from app.domain.paging_plan import Watch
from app.domain.rulebook import Rulebook
from app.domain.service_levels import Measure, Target, WorkingDays

Standing = Literal["on track", "at risk", "met", "missed"]

AT_RISK_PERCENT = 75


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A target as it applies to one report: counted from `begins`, and due at no instant if "as soon as possible"."""

    target: Target
    begins: datetime
    due: datetime | None


def promises(
    rules: Rulebook, severity: str, at: datetime, *, tier: str | None = None, region: str | None = None
) -> tuple[Promise, ...]:
    """What is promised for a report of that instant: each target that applies to it, in the policy's order."""
    calendar = rules.calendar_of(tier, region)
    made = (promise(calendar, target, at) for target in applying(rules, severity, tier=tier, region=region))
    return tuple(one for one in made if one is not None)


def applying(
    rules: Rulebook, severity: str, *, tier: str | None = None, region: str | None = None
) -> tuple[Target, ...]:
    """The policy's targets for a severity in a tier and a region."""
    bought, contracted = rules.place(tier, region)
    return tuple(
        target
        for target in rules.policy.targets
        if target.severity == severity
        and (not target.tiers or bought in target.tiers)
        and (not target.regions or contracted in target.regions)
    )


def respond_by(
    rules: Rulebook, severity: str, at: datetime, *, tier: str | None = None, region: str | None = None
) -> datetime | None:
    """When a report of that instant is to be replied to. None: no instant is promised."""
    return earliest(promises(rules, severity, at, tier=tier, region=region), "response")


def resolve_by(
    rules: Rulebook, severity: str, at: datetime, *, tier: str | None = None, region: str | None = None
) -> datetime | None:
    """When it is to be resolved. None: no instant is promised."""
    return earliest(promises(rules, severity, at, tier=tier, region=region), "resolution")


def earliest(made: Iterable[Promise], measures: Measure) -> datetime | None:
    """The first due instant of the promises about a response, or about a resolution: it is the one to keep."""
    return min((one.due for one in made if one.due and one.target.measures == measures), default=None)


def promise(calendar: Calendar, target: Target, at: datetime) -> Promise | None:
    """A target as it applies to a report of that instant. None: it is strictly for reports at other hours."""
    start = in_utc(at)
    begins = _begins(calendar, target, start)
    if begins is None or (target.strictly and begins != start):
        return None
    return Promise(target=target, begins=begins, due=due(calendar, target, begins))


def due(calendar: Calendar, target: Target, begins: datetime) -> datetime | None:
    """The instant at which a target ends: real seconds if it is elapsed, else seconds or days of the hours.

    Where the calendar does not know the hours, every second counts: no reading of the promise ends earlier.
    """
    start = in_utc(begins)
    if target.within is None:
        return None
    if isinstance(target.within, WorkingDays):
        return _after_days(calendar, target.within, start)
    if target.counted == "elapsed":
        return start + target.within
    try:
        return calendar.due(start, target.within)
    except CalendarError:
        return start + target.within


def _after_days(calendar: Calendar, within: WorkingDays, start: datetime) -> datetime:
    try:
        return calendar.working_days(start, within.days)
    except CalendarError:
        return start + timedelta(days=within.days)


def _begins(calendar: Calendar, target: Target, at: datetime) -> datetime | None:
    """The first moment from the report on to which a target applies. None: hours that never close have none outside.

    So no report is due later for having been made earlier, on the other side of an opening or a closing.
    """
    try:
        if target.applies == "inside":
            return calendar.next_open(at)
        if target.applies == "outside" and calendar.is_open(at):
            return calendar.next_close(at)
    except CalendarError:
        return at
    return at


def standing(*, opened_at: datetime, due_at: datetime, met_at: datetime | None, now: datetime) -> Standing:
    """How a promise stands. Met at its very due instant is met; unmet at that instant is missed."""
    if met_at is not None:
        return "met" if met_at <= due_at else "missed"
    if now >= due_at:
        return "missed"
    return "at risk" if now >= share(opened_at, due_at, AT_RISK_PERCENT) else "on track"


def marks(watch: Watch, opened_at: datetime, due_at: datetime) -> tuple[datetime, ...]:
    """The instants of the watch's marks, in the policy's order."""
    return tuple(share(opened_at, due_at, mark.percent) for mark in watch.marks)


def share(opened_at: datetime, due_at: datetime, percent: int) -> datetime:
    """The instant at which that share of the real time from opening to due is over."""
    start = in_utc(opened_at)
    whole: timedelta = in_utc(due_at) - start
    return start + whole * percent / 100
