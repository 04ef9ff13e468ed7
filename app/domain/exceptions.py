"""What a policy does not count against availability, and which parts of a maintenance window that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

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
    promised = policy.availability
    causes = {cause.slug: cause for cause in policy.causes}
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


def parts(window: Window, exceptions: Exceptions, calendars: Mapping[str, Calendar]) -> list[Part]:
    """The whole window from its start until it was over, taken apart. A cancelled window has no parts.

    `calendars` are the business hours of each region, by its name. A service is there for all of them, so notice has to
    be long enough in each, and a time is outside business hours only where it is so in all.
    """
    if window.cancelled_at or window.over_at <= window.starts_at:
        return []
    if window.kind == "planned":
        return [_part(window.starts_at, window.over_at, True, "Planned maintenance")]
    return _emergency(window, exceptions, calendars)


def _emergency(window: Window, exceptions: Exceptions, calendars: Mapping[str, Calendar]) -> list[Part]:
    starts, ends, wanted = window.starts_at, window.over_at, exceptions.emergency_notice
    for region, given in _least_first(window, calendars) if wanted else ():
        where = _where([region], calendars)
        if given is None:
            words = f"Emergency maintenance, its notice in business hours is not known{where}"
            return [_part(starts, ends, False, words)]
        if given < wanted:
            short = f"with only {times.duration(given)}" if given else "without any"
            rule = f"of the {times.duration(wanted)} of notice in business hours{where}"
            return [_part(starts, ends, False, f"Emergency maintenance {short} {rule}")]
    if exceptions.emergency_inside_hours:
        return [_part(starts, ends, True, "Emergency maintenance")]
    try:
        return _by_hours(starts, ends, calendars)
    except CalendarError:
        return [_part(starts, ends, False, "Emergency maintenance, the business hours are not known")]


def _least_first(window: Window, calendars: Mapping[str, Calendar]) -> list[tuple[str, timedelta | None]]:
    """The notice in each region, where it is not known first, and then the shortest."""
    given = [(region, notice(window, calendar)) for region, calendar in calendars.items()]
    return sorted(given, key=lambda one: (one[1] is not None, one[1] or timedelta(0)))


def _by_hours(starts: datetime, ends: datetime, calendars: Mapping[str, Calendar]) -> list[Part]:
    """Cut wherever the hours of a region begin or end."""
    opened = {region: list(calendar.spans(starts, ends)) for region, calendar in calendars.items()}
    edges = {edge for spans in opened.values() for span in spans for edge in (span.starts, span.ends)}
    found = []
    for begins, until in pairwise(sorted({starts, ends, *edges})):
        inside = [
            region
            for region, spans in opened.items()
            if any(span.starts <= begins and until <= span.ends for span in spans)
        ]
        reason = f"Emergency maintenance inside business hours{_where(inside, calendars)}"
        outside = "Emergency maintenance outside business hours, with notice"
        found.append(_part(begins, until, not inside, reason if inside else outside))
    return found


def _where(regions: Sequence[str], calendars: Mapping[str, Calendar]) -> str:
    """ " (United States)", where there are several regions to tell apart."""
    return f" ({' and '.join(regions)})" if len(calendars) > 1 else ""


def _part(starts_at: datetime, ends_at: datetime, is_excepted: bool, reason: str) -> Part:
    return Part(starts_at=starts_at, ends_at=ends_at, is_excepted=is_excepted, reason=reason)
