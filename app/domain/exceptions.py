"""What a policy does not count against availability, and which parts of a maintenance window that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from app.domain import times
from app.domain.calendar import Calendar, CalendarError
from app.domain.maintenance import Window, notice
from app.domain.policy import SupportPolicy


@dataclass(frozen=True, kw_only=True)
class Exceptions:
    """The policy's figures.

    clause: the clause that they come from; empty where the policy has none. target: the availability in percent.
    planned: published windows are excepted. emergency_notice: how much notice, in business hours, excepts an emergency
    window; emergency_inside_hours: inside the hours too. causes: what each excepted cause of an incident is called.
    """

    clause: str = ""
    target: Decimal = Decimal("99.9")
    planned: bool = True
    emergency_notice: timedelta = timedelta(hours=4)
    emergency_inside_hours: bool = False
    causes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A half-open part of a window: whether downtime in it is excepted, and why or why not."""

    starts_at: datetime
    ends_at: datetime
    is_excepted: bool
    reason: str


def of(policy: SupportPolicy) -> Exceptions:
    """The exceptions that the policy states. One that promises no availability has those of `Exceptions`."""
    names = {cause.slug: cause.name for cause in policy.causes}
    stated = policy.availability
    if stated is None:
        return Exceptions(causes=names)
    causes = {slug: names[slug] for slug in stated.causes}
    return Exceptions(clause=stated.clause, target=stated.percent, emergency_notice=stated.notice, causes=causes)


def parts(window: Window, exceptions: Exceptions, calendar: Calendar) -> list[Part]:
    """The whole window from its start until it was over, taken apart. A cancelled window has no parts."""
    if window.cancelled_at or window.over_at <= window.starts_at:
        return []
    return (_planned if window.kind == "planned" else _emergency)(window, exceptions, calendar)


def _planned(window: Window, exceptions: Exceptions, _: Calendar) -> list[Part]:
    reason = "Planned maintenance" if exceptions.planned else "Planned maintenance, which the policy does not except"
    return [_part(window.starts_at, window.over_at, exceptions.planned, reason)]


def _emergency(window: Window, exceptions: Exceptions, calendar: Calendar) -> list[Part]:
    starts, ends = window.starts_at, window.over_at
    given, wanted = notice(window, calendar), exceptions.emergency_notice
    if wanted and given is None:
        return [_part(starts, ends, False, "Emergency maintenance, its notice in business hours is not known")]
    if wanted and given is not None and given < wanted:
        short = f"with only {times.duration(given)}" if given else "without any"
        rule = f"of the {times.duration(wanted)} of notice in business hours"
        return [_part(starts, ends, False, f"Emergency maintenance {short} {rule}")]
    if exceptions.emergency_inside_hours:
        return [_part(starts, ends, True, "Emergency maintenance")]
    try:
        return _by_hours(starts, ends, calendar)
    except CalendarError:
        return [_part(starts, ends, False, "Emergency maintenance, the business hours are not known")]


def _by_hours(starts: datetime, ends: datetime, calendar: Calendar) -> list[Part]:
    found, reached = [], starts
    for span in calendar.spans(starts, ends):
        if reached < span.starts:
            found.append(_part(reached, span.starts, True, "Emergency maintenance outside business hours, with notice"))
        found.append(_part(span.starts, span.ends, False, "Emergency maintenance inside business hours"))
        reached = span.ends
    if reached < ends:
        found.append(_part(reached, ends, True, "Emergency maintenance outside business hours, with notice"))
    return found


def _part(starts_at: datetime, ends_at: datetime, is_excepted: bool, reason: str) -> Part:
    return Part(starts_at=starts_at, ends_at=ends_at, is_excepted=is_excepted, reason=reason)
