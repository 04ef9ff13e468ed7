"""Availability at the desk: each service's month against its target, and every stretch that counted or did not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain import availability, exceptions
from app.domain.availability import Availability, Outage, Period
from app.domain.calendar import FIRST_YEAR, LAST_YEAR
from app.store import downtime, maintenance
from app.store.incidents import Incident
from app.web.manager.cells import line
from app.web.manager.guard import person
from app.web.room import desk, now

MONTHS_OFFERED = 13
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class MonthError(ValueError):
    """The month that was asked for is none, or has not begun: why."""


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month's report: each service, and the incidents that are in none of them."""

    slug: str
    name: str
    is_running: bool
    services: tuple[Availability, ...]
    nowhere: tuple[Outage, ...]
    unresolved: tuple[str, ...]


def show() -> ResponseReturnValue:
    """The month that is asked for, or else the one that runs."""
    asked = request.args.get("month", _months()[0][0])
    try:
        month, error = _month(asked), ""
    except MonthError as problem:
        month, error = None, str(problem)
    page = render_template(
        "manager/availability.html", month=month, error=error, asked=asked, months=_months(), person=person()
    )
    return page, 422 if error else 200


def as_csv() -> ResponseReturnValue:
    """A row for each service of the month."""
    columns = ("month", "service", "target %", "minutes in the month", "minutes counted", "minutes excepted",
               "availability %", "standing")  # fmt: skip
    return _csv(
        "availability",
        columns,
        lambda month: [
            [
                month.slug,
                _name(one.service),
                str(one.target),
                _minutes(one.period.length),
                _minutes(one.counted),
                _minutes(one.excepted),
                str(one.percentage),
                "met" if one.is_met else "missed",
            ]
            for one in month.services
        ],
    )


def downtime_csv() -> ResponseReturnValue:
    """A row for each stretch of downtime of the month."""
    zone = desk().policy.hours.zone
    columns = ("service", f"from ({zone})", f"until ({zone})", "minutes", "counted", "reason", "incidents")
    return _csv(
        "downtime",
        columns,
        lambda month: [
            [
                _name(one.service),
                _local(stretch.starts_at, zone),
                _local(stretch.ends_at, zone),
                _minutes(stretch.length),
                "yes" if stretch.is_counted else "no",
                stretch.reason,
                " ".join(stretch.references),
            ]
            for one in month.services
            for stretch in one.stretches
        ],
    )


def _month(asked: str) -> Month:
    """The report of a month, as in "2026-11". MonthError if it is none, or has not begun."""
    policy, at = desk().policy, now()
    whole = _whole(asked)
    if whole.starts_at > at:
        raise MonthError(f"{asked} has not begun")
    period = Period(starts_at=whole.starts_at, ends_at=min(whole.ends_at, at))
    rule, calendars = exceptions.of(policy), desk().rules.calendars_by_region()
    with desk().database.reading() as db:
        outages = downtime.outages(db, period.starts_at, period.ends_at, _cause)
        windows = [kept.window for kept in maintenance.touching(db, period.starts_at, period.ends_at)]
        unresolved = downtime.unresolved(db, period.ends_at)
    taken_apart = [(window, exceptions.parts(window, rule, calendars)) for window in windows]
    slugs = [service.slug for service in policy.services]
    return Month(
        slug=asked,
        name=_month_name(whole.starts_at),
        is_running=whole.ends_at > at,
        services=tuple(
            availability.of_service(
                slug,
                period,
                outages,
                [part for window, parts in taken_apart if window.concerns(slug) for part in parts],
                rule,
            )
            for slug in slugs
        ),
        nowhere=tuple(one for one in outages if not set(one.services) & set(slugs)),
        unresolved=tuple(unresolved),
    )


def _whole(asked: str) -> Period:
    found = _MONTH.fullmatch(asked)
    year, number = (int(found[1]), int(found[2])) if found else (0, 0)
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= number <= 12:
        raise MonthError(f'"{asked[:20]}" is no month: write it as in {_months()[0][0]}')
    return availability.month(year, number, desk().policy.hours.zone)


def _cause(incident: Incident) -> str:
    """The cause that triage gave an incident, as a slug; empty where it has none."""
    return incident.cause or ""


def _months() -> list[tuple[str, str]]:
    """The months to choose from, the one that runs first: "2026-11", "November 2026"."""
    here = now().astimezone(ZoneInfo(desk().policy.hours.zone))
    count = here.year * 12 + here.month - 1
    firsts = [datetime(n // 12, n % 12 + 1, 1, tzinfo=here.tzinfo) for n in range(count, count - MONTHS_OFFERED, -1)]
    return [(f"{first:%Y-%m}", f"{first:%B %Y}") for first in firsts]


def _month_name(starts_at: datetime) -> str:
    return f"{starts_at.astimezone(ZoneInfo(desk().policy.hours.zone)):%B %Y}"


def _csv(name: str, columns: Sequence[str], rows_of: Callable[[Month], Iterable[Sequence[str]]]) -> ResponseReturnValue:
    try:
        month = _month(request.args.get("month", _months()[0][0]))
    except MonthError as problem:
        return Response(f"{problem}\n", status=422, mimetype="text/plain")
    named = {"Content-Disposition": f'attachment; filename="{name}-{month.slug}.csv"'}
    return Response("".join(line(row) for row in (columns, *rows_of(month))), mimetype="text/csv", headers=named)


def _name(slug: str) -> str:
    service = desk().policy.service(slug)
    return service.name if service else slug


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def _minutes(span: timedelta) -> str:
    return f"{span / timedelta(minutes=1):.1f}"
