"""Trends over thirteen months, by service and by customer, with their CSVs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain import charts, periods, trends
from app.domain.charts import Chart
from app.domain.figures import Handled
from app.domain.trends import Trend
from app.store import report_figures
from app.web.manager.figures_period import Rows, file, service_name
from app.web.manager.guard import person
from app.web.room import desk, now

MOST_CUSTOMERS = 30  # on the page; the CSV has them all
UNVERIFIED = "Unverified customers"


def show() -> ResponseReturnValue:
    """Each service, and the customers with the most reports."""
    months = _months()
    found = _found(months)
    return render_template(
        "manager/trends.html",
        months=[f"{month[5:]}/{month[2:4]}" for month in months],
        found={name: some[:MOST_CUSTOMERS] for name, some in found.items()},
        left_out={name: max(len(some) - MOST_CUSTOMERS, 0) for name, some in found.items()},
        charts={name: [_chart(one, months) for one in some[:MOST_CUSTOMERS]] for name, some in found.items()},
        person=person(),
    )


def as_csv(subject: str) -> ResponseReturnValue:
    """All services, or all customers: a row for each month of each."""
    months = _months()
    found = _found(months).get(subject)
    if found is None:
        abort(404)
    rows: Rows = [
        [one.subject, month, str(accepted), str(missed)]
        for one in found
        for month, accepted, missed in zip(months, one.accepted, one.missed, strict=True)
    ]
    return file(f"trends-{subject}", (["subject", "month", "accepted", "promise missed"], *rows))


def _months() -> list[str]:
    """The months, the oldest first."""
    return [one.slug for one in periods.offered(periods.MONTH, desk().rules.calendar, now())][::-1]


def _found(months: Sequence[str]) -> dict[str, list[Trend]]:
    at, calendar = now(), desk().rules.calendar
    first = periods.found(periods.MONTH, months[0], calendar, at)
    with desk().database.reading() as db:
        reports = report_figures.handled(db, first.starts_at, at)
        names = report_figures.names(db, {one.customer_id for one in reports if one.customer_id})

    def services(report: Handled) -> Iterable[str]:
        return (service_name(slug) for slug in report.services if not desk().policy.exclusion(slug))

    def customer(report: Handled) -> Iterable[str]:
        return (names.get(report.customer_id or "", UNVERIFIED),)

    readers: dict[str, Callable[[Handled], Iterable[str]]] = {"services": services, "customers": customer}
    zone = desk().policy.hours.zone
    return {name: trends.of(reports, reader, months, zone, at) for name, reader in readers.items()}


def _chart(one: Trend, months: Sequence[str]) -> Chart:
    kept = zip(months, one.accepted, one.missed, strict=True)
    return charts.stacked(
        (f"{month[5:]}/{month[2:4]}", (("missed", missed), ("kept", accepted - missed)))
        for month, accepted, missed in kept
    )
