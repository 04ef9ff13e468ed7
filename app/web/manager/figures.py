"""Reports for managers: a night, a week or a month in figures, with why promises were missed, and each table's CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.domain import charts, figures, periods, refusals
from app.domain.breaches import CAUSES, by_cause
from app.domain.charts import Chart
from app.domain.figures import STEPS, Attainment
from app.domain.periods import PeriodError
from app.domain.service_levels import MEASURES
from app.web.manager.figures_period import (
    DAYS,
    KIND_WORDS,
    Reported,
    Rows,
    as_file,
    asked,
    local,
    minutes,
    reported,
)
from app.web.manager.guard import person
from app.web.room import desk, now

MOST_SHOWN = 50  # refusals of one clause on the page; the CSV has all


def show() -> ResponseReturnValue:
    """The period that is asked for, or else the week that runs."""
    try:
        found, error = reported(asked()), ""
    except PeriodError as problem:
        found, error = None, str(problem)
    kind = found.period.kind if found else request.args.get("by", "")
    kind = kind if kind in KIND_WORDS else periods.WEEK
    page = render_template(
        "manager/figures.html",
        found=found,
        error=error,
        kind=kind,
        kinds=KIND_WORDS,
        offered=periods.offered(kind, desk().rules.calendar, now()),
        steps=STEPS,
        days=DAYS,
        causes=CAUSES,
        by_cause=by_cause(found.breaches) if found else {},
        days_chart=_days_chart(found) if found else None,
        heat=_heat(found) if found else None,
        hours=_hours(found) if found else {},
        by_day=_by_day(found) if found else {},
        refused=refusals.by_clause(found.refusals) if found else {},
        most_shown=MOST_SHOWN,
        person=person(),
    )
    return page, 422 if error else 200


def table(name: str) -> ResponseReturnValue:
    """One table of the period as CSV."""
    if name not in _TABLES:
        abort(404)
    columns, rows_of = _TABLES[name]
    return as_file(name, columns, lambda period: rows_of(reported(period)))


def _hours(found: Reported) -> dict[tuple[int, int], int]:
    return dict(figures.by_hour(found.reports, desk().policy.hours.zone))


def _by_day(found: Reported) -> dict[str, figures.Counts]:
    last = found.until - timedelta(microseconds=1)
    days = figures.by_day(found.reports, desk().policy.hours.zone, found.period.starts_at, last)
    return {f"{day:%a} {day.day} {day:%b}": counts for day, counts in days.items()}


def _days_chart(found: Reported) -> Chart:
    return charts.stacked(
        (day.partition(" ")[2], (("accepted", counts.accepted), ("refused", counts.refused)))
        for day, counts in _by_day(found).items()
    )


def _heat(found: Reported) -> Chart:
    return charts.heat(_hours(found), DAYS)


def _count_rows(found: Reported) -> Rows:
    counts = found.figures.counts
    return [
        ["received", str(counts.received)],
        ["accepted", str(counts.accepted)],
        ["refused", str(counts.refused)],
        ["refused: not covered", str(counts.declined)],
        ["refused: sent while the form was closed", str(counts.closed)],
        ["overturned", str(counts.overturned)],
        ["drills, counted apart", str(found.drills[0])],
        ["drills answered", str(found.drills[1])],
        *_attained("reply", found.figures.response),
        *_attained("resolution", found.figures.resolution),
    ]


def _attained(what: str, one: Attainment) -> list[list[str]]:
    return [
        [f"{what}: promise met", str(one.met)],
        [f"{what}: promise missed", str(one.missed)],
        [f"{what}: not due yet", str(one.to_come)],
        [f"{what}: no instant promised", str(one.without)],
    ]


def _step_rows(found: Reported) -> Rows:
    return [
        [
            words,
            str(one.n),
            *(minutes(span) for span in (one.median, one.p90, one.p95, one.worst)),
            one.remark,
        ]
        for step, words in STEPS.items()
        for one in (found.figures.steps[step],)
    ]


def _breach_rows(found: Reported) -> Rows:
    return [
        [
            one.report.reference,
            local(one.report.received_at),
            found.names.get(one.report.customer_id or "", ""),
            one.measures,
            local(one.due_at),
            local(one.kept_at),
            "; ".join(one.reasons),
            CAUSES.get(one.cause, ""),
            one.note,
            one.noted_by,
        ]
        for one in found.breaches
    ]


def _refusal_rows(found: Reported) -> Rows:
    return [
        [
            one.clause,
            one.reference,
            local(one.received_at),
            found.names.get(one.customer_id or "", ""),
            "not covered" if one.verdict == figures.DECLINED else "the form was closed",
            one.became,
            local(one.overturned_at),
            one.overturned_by,
            one.reason,
        ]
        for one in found.refusals
    ]


def _cause_rows(found: Reported) -> Rows:
    return [
        [CAUSES.get(cause, "Not noted yet"), *(str(counts[measures]) for measures in MEASURES)]
        for cause, counts in by_cause(found.breaches).items()
    ]


def _day_rows(found: Reported) -> Rows:
    return [
        [day, *(str(number) for number in (one.received, one.accepted, one.refused, one.overturned))]
        for day, one in _by_day(found).items()
    ]


def _hour_rows(found: Reported) -> Rows:
    hours = _hours(found)
    return [[day, *(str(hours.get((row, hour), 0)) for hour in range(24))] for row, day in enumerate(DAYS)]


_TABLES: dict[str, tuple[Sequence[str], Callable[[Reported], Rows]]] = {
    "counts": (("what", "reports"), _count_rows),
    "times": (
        ("from the report to", "n", "median minutes", "p90 minutes", "p95 minutes", "worst minutes", "remark"),
        _step_rows,
    ),
    "breaches": (
        (
            "reference",
            "received",
            "customer",
            "promise",
            "due",
            "kept",
            "what the timeline says",
            "reason",
            "note",
            "noted by",
        ),
        _breach_rows,
    ),
    "refusals": (
        ("clause", "reference", "received", "customer", "because", "overturned", "when", "by", "why"),
        _refusal_rows,
    ),
    "reasons": (("reason", *MEASURES), _cause_rows),
    "days": (("day", "received", "accepted", "refused", "overturned"), _day_rows),
    "nights": (("weekday", *(f"{hour:02}:00" for hour in range(24))), _hour_rows),
}
