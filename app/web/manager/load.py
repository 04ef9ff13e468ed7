"""Time on call by person: hours by layer and kind of day, pages, broken nights. Managers see all, others themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.domain import charts, periods
from app.domain.load import Hours, Load
from app.domain.periods import PeriodError, Stretch
from app.domain.rota_words import layer_name
from app.store import load_figures
from app.web.manager.figures_period import Rows, as_file
from app.web.manager.guard import person
from app.web.room import desk, now

COLUMNS = (
    "person", "layer", "hours on call", "on weekdays", "at weekends", "on holidays", "nights broken", "pages",
    "acknowledged",
)  # fmt: skip
ALL_LAYERS = "all"


def show() -> ResponseReturnValue:
    """The month that is asked for, or else the one that runs."""
    offered = periods.offered(periods.MONTH, desk().rules.calendar, now())
    try:
        asked = request.args.get("of", offered[0].slug)
        month, error = periods.found(periods.MONTH, asked, desk().rules.calendar, now()), ""
    except PeriodError as problem:
        month, error = None, str(problem)
    loads = _loads(month) if month else ()
    page = render_template(
        "manager/load.html",
        month=month,
        error=error,
        offered=offered,
        loads=loads,
        chart=charts.stacked((one.name.split()[0], (("nights broken", len(one.nights)),)) for one in loads),
        hours=hours,
        layer=lambda slug: layer_name(desk().policy, slug),
        is_running=bool(month and month.ends_at > now()),
        person=person(),
    )
    return page, 422 if error else 200


def as_csv() -> ResponseReturnValue:
    """A row for each layer of each person and one for all of theirs, which alone has their nights and pages."""
    return as_file("time-on-call", COLUMNS, lambda period: _rows(_loads(period)))


def hours(span: timedelta) -> str:
    """ "12.5": hours, to a tenth."""
    return f"{span / timedelta(hours=1):.1f}"


def _loads(period: Stretch) -> Sequence[Load]:
    """Whose they may see, with the most nights first."""
    until = min(period.ends_at, now())
    with desk().database.reading() as db:
        loads = load_figures.loads(db, period.starts_at, until, desk().rules.calendar)
    if not person().may("manager"):
        loads = [one for one in loads if one.staff_id == person().id]
    return sorted(loads, key=lambda one: (-len(one.nights), -one.pages, one.name))


def _rows(loads: Sequence[Load]) -> Rows:
    rows = []
    for one in loads:
        for slug, spent in sorted(one.hours.items()):
            rows.append([one.name, layer_name(desk().policy, slug), *_spent(spent), "", "", ""])
        counts = (len(one.nights), one.pages, one.acknowledged)
        rows.append([one.name, ALL_LAYERS, *_spent(one.total), *(str(number) for number in counts)])
    return rows


def _spent(spent: Hours) -> list[str]:
    return [hours(span) for span in (spent.total, spent.weekdays, spent.weekends, spent.holidays)]
