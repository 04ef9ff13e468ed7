"""Whether the emergency form is open at an instant, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.calendar import Calendar, CalendarError, in_utc
from app.domain.rulebook import Rulebook
from app.domain.sentences import say


@dataclass(frozen=True, kw_only=True)
class GateState:
    """The gate at one instant.

    `opens_at` is None while open, `closes_at` while closed; both also where the gate never changes, or where its next
    change is not known. `holiday` is the public holiday of that day. `doubt` says what data was missing: doubt opens.
    """

    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    why: str
    holiday: str | None = None
    doubt: str = ""


def gate(rules: Rulebook, at: datetime, *, tier: str | None = None, region: str | None = None) -> GateState:
    """The gate's state at that instant, for a tier and a region. Where the calendar does not know, the gate is open."""
    at = in_utc(at)
    opens = rules.policy.gate.opens
    if opens == "always":
        return GateState(is_open=True, opens_at=None, closes_at=None, why=say("gate.always"))
    calendar = rules.calendar_of(tier, region)
    try:
        in_hours = calendar.is_open(at)
        holiday = calendar.holiday_name(calendar.local_date(at))
    except CalendarError as error:
        return _open_in_doubt(str(error))
    is_open = in_hours == (opens == "inside-hours")
    change = _next_change(calendar, at)
    return GateState(
        is_open=is_open,
        opens_at=None if is_open else change,
        closes_at=change if is_open else None,
        why=_why(calendar, at, in_hours, holiday),
        holiday=holiday,
    )


def _open_in_doubt(error: str) -> GateState:
    return GateState(
        is_open=True,
        opens_at=None,
        closes_at=None,
        why=say("gate.unknown"),
        doubt=say("reasons.hours_unknown", error=error),
    )


def _next_change(calendar: Calendar, at: datetime) -> datetime | None:
    try:
        return calendar.next_change(at)
    except CalendarError:
        return None


def _why(calendar: Calendar, at: datetime, in_hours: bool, holiday: str | None) -> str:
    if in_hours:
        return say("gate.in_hours")
    if holiday:
        return say("gate.holiday", called=calendar.hours.holiday_called, name=holiday)
    day = calendar.local_date(at)
    if not calendar.hours.week[day.weekday()]:
        return say("gate.day_off", day=f"{day:%A}")
    return say("gate.outside")
