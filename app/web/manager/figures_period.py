"""The period that a page of figures is about, from its address; with the reports in it, read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.domain import breaches, figures, periods
from app.domain.breaches import Breach
from app.domain.figures import Figures, Handled
from app.domain.periods import PeriodError, Stretch
from app.domain.refusals import Refusal
from app.store import refused, report_figures
from app.web.manager.cells import line
from app.web.room import desk, now

KIND_WORDS = {periods.NIGHT: "Night", periods.WEEK: "Week", periods.MONTH: "Month"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A period with what there is to say of it. Drills are counted apart: how many were held, and answered."""

    period: Stretch
    is_running: bool
    reports: Sequence[Handled]
    figures: Figures
    breaches: Sequence[Breach]
    refusals: Sequence[Refusal]
    names: dict[str, str]
    drills: tuple[int, int]

    @property
    def until(self) -> datetime:
        """Where the figures end: with the period, or now."""
        return min(self.period.ends_at, now())


def asked() -> Stretch:
    """The period of the address; without one the week that runs. PeriodError if there is none such."""
    kind = request.args.get("by", periods.WEEK)
    offered = periods.offered(kind, desk().rules.calendar, now()) if kind in periods.KINDS else []
    slug = request.args.get("of", "")
    if not slug and kind in periods.KINDS:
        if not offered:
            raise PeriodError("The hours of support never end, so there are no nights")
        return offered[0]
    return periods.found(kind, slug, desk().rules.calendar, now())


def reported(period: Stretch, customer_id: str | None = None) -> Reported:
    """What there is to say of a period; of one customer's reports alone, where one is named."""
    at = now()
    with desk().database.reading() as db:
        reports = report_figures.handled(db, period.starts_at, period.ends_at, customer_id)
        late = [(one, measures) for one in reports for measures in breaches.missed(one, at)]
        told = report_figures.happenings(db, {one.incident_id for one, _ in late if one.incident_id})
        again = {one.reference for one in reports if one.taken_further and not one.is_looked_after}
        refusals = () if customer_id else refused.of_period(db, period.starts_at, period.ends_at, again)
        names = report_figures.names(db, {one.customer_id for one in reports if one.customer_id})
        drills = report_figures.drills(db, period.starts_at, period.ends_at)
    return Reported(
        period=period,
        is_running=period.ends_at > at,
        reports=reports,
        figures=figures.of(reports, at),
        breaches=[breaches.breach(one, measures, told[one.incident_id or ""]) for one, measures in late],
        refusals=refusals,
        names=names,
        drills=drills,
    )


def as_file(name: str, columns: Sequence[str], rows_of: Callable[[Stretch], Rows]) -> ResponseReturnValue:
    """A CSV of the period of the address; or why there is none."""
    try:
        period = asked()
    except PeriodError as problem:
        return Response(f"{problem}\n", status=422, mimetype="text/plain")
    return file(f"{name}-{period.slug.replace(':', '')}", (columns, *rows_of(period)))


def file(name: str, rows: Rows) -> Response:
    """A CSV in which no cell is a formula."""
    named = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("".join(line(row) for row in rows), mimetype="text/csv", headers=named)


def service_name(slug: str) -> str:
    """What people call a service; what is none is something else."""
    known = desk().policy.service(slug) or desk().policy.exclusion(slug)
    return known.name if known else {"unsure": "Not sure which"}.get(slug, "Something else")


def local(at: datetime | None) -> str:
    """An instant for a spreadsheet, on the clocks of the policy's zone; nothing for none."""
    return at.astimezone(ZoneInfo(desk().policy.hours.zone)).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def minutes(span: timedelta | None) -> str:
    """A length of time for a spreadsheet, in minutes; nothing for none."""
    return f"{span / timedelta(minutes=1):.1f}" if span is not None else ""
