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
    emergency_notice: how much notice, in business hours, excepts an emergency
    window; emergency_inside_hours: inside the hours too. causes: what each excepted cause of an incident is called.
    """

    clause: str = ""
    target: Decimal = Decimal("99.9")
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
    """The exceptions that the policy states; what it leaves out is as in `Exceptions`.

    They stand with the availability that it promises. A policy that promises none may exclude causes: those are
    excepted, and where maintenance is one of them, so is an emergency window at any hour and without notice.
    """
    promised = getattr(policy, "availability", None)
    causes = {cause.slug: cause for cause in getattr(policy, "causes", ())}
    if promised:
        return Exceptions(
            clause=promised.clause,
            target=promised.percent,
            emergency_notice=promised.notice,
            causes={slug: causes[slug].name for slug in promised.causes},
        )
    excluded = {slug: cause.name for slug, cause in causes.items() if not cause.is_covered}
    maintenance = next((cause for cause in causes.values() if cause.is_maintenance), None)
    if maintenance is None:
        return Exceptions(causes=excluded)
    return Exceptions(
        clause=maintenance.clause, emergency_notice=timedelta(0), emergency_inside_hours=True, causes=excluded
    )


def parts(window: Window, exceptions: Exceptions, calendar: Calendar) -> list[Part]:
    """The whole window from its start until it was over, taken apart. A cancelled window has no parts."""
    if window.cancelled_at or window.over_at <= window.starts_at:
        return []
    if window.kind == "planned":
        return [_part(window.starts_at, window.over_at, True, "Planned maintenance")]
    return _emergency(window, exceptions, calendar)


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
