"""A customer's own month, on paper: what they reported, how it was answered, and what was promised."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain import periods
from app.domain.figures import kept
from app.domain.periods import PeriodError
from app.domain.sentences import group
from app.domain.service_levels import MEASURES
from app.web.manager.customers import found
from app.web.manager.figures_period import reported, service_name
from app.web.manager.guard import person
from app.web.room import desk, now

OUTCOMES = group("month.outcome")
STANDINGS = group("month.standing") | {"without": "–"}


def show(customer_id: str, month: str) -> ResponseReturnValue:
    """The page of one month; 404 for a month that is none or has not begun. Notes of colleagues are not on it."""
    calendar, at = desk().rules.calendar, now()
    try:
        period = periods.found(periods.MONTH, month, calendar, at)
    except PeriodError:
        abort(404)
    with desk().database.reading() as db:
        customer, entry = found(db, customer_id)
    shown = reported(period, customer.id)
    return render_template(
        "manager/customer_month.html",
        customer=customer,
        entry=entry,
        found=shown,
        standings={
            one.reference: {measures: STANDINGS[kept(one, measures, at)] for measures in MEASURES}
            for one in shown.reports
        },
        late=STANDINGS["missed"],
        outcomes=OUTCOMES,
        services=lambda one: ", ".join(service_name(slug) for slug in one.services),
        others=[one for one in periods.offered(periods.MONTH, calendar, at) if one != period],
        person=person(),
    )
