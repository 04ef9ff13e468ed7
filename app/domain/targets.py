"""The promised times: when a response or a resolution is due, and how it stands with that promise at an instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from app.domain.calendar import Calendar, CalendarError, in_utc
from app.domain.policy import Target, Watch
from app.domain.rulebook import Rulebook

Standing = Literal["on track", "at risk", "met", "missed"]

AT_RISK_PERCENT = 75


def applying(rules: Rulebook, measures: str, severity: str) -> tuple[Target, ...]:
    """The policy's targets for a response or a resolution at that severity."""
    return tuple(
        target for target in rules.policy.targets if target.measures == measures and target.severity == severity
    )


def respond_by(rules: Rulebook, severity: str, at: datetime) -> datetime | None:
    """When a report of that instant is to be replied to: the earliest of the targets that apply."""
    return _earliest(rules, "response", severity, at)


def resolve_by(rules: Rulebook, severity: str, at: datetime) -> datetime | None:
    """When it is to be resolved. None: the policy promises no time."""
    return _earliest(rules, "resolution", severity, at)


def due(calendar: Calendar, target: Target, at: datetime) -> datetime:
    """The instant at which one target ends: real seconds if it is elapsed, else seconds inside the hours.

    Where the calendar does not know the hours, every second counts: no reading of the promise ends earlier.
    """
    start = in_utc(at)
    if target.counted == "elapsed":
        return start + target.within
    try:
        return calendar.due(start, target.within)
    except CalendarError:
        return start + target.within


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


def _earliest(rules: Rulebook, measures: str, severity: str, at: datetime) -> datetime | None:
    ends = (due(rules.calendar, target, at) for target in applying(rules, measures, severity))
    return min(ends, default=None)
