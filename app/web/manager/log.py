"""The intake log: every report, whatever its verdict, filtered by what stands in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.store import log, log_views
from app.store.log import COUNTED, LogRow
from app.web.manager import log_filter, log_orders, tonight
from app.web.manager.guard import person
from app.web.manager.log_filter import BY_TIME, Asked
from app.web.manager.log_rows import in_maintenance, standing, status_word
from app.web.manager.view_form import ViewForm
from app.web.room import desk

PAGE = 50
COLUMNS: dict[str, dict[str, str]] = {  # each with the orders that go by it, and how it runs in them
    "Reference": {},
    "Reported": {"": "descending", "oldest": "ascending"},
    "Service": {"service": "ascending"},
    "Customer": {"customer": "ascending"},
    "Status": {"status": "ascending"},
    "Acknowledged": {"acknowledged": "descending"},
    "Replied": {"replied": "descending"},
    "Target": {"target": "ascending"},
}


@dataclass(frozen=True)
class Column:
    """A column's head. `runs`: which way it runs, if the reports stand by it; `link`: where they do so."""

    words: str
    runs: str | None
    link: str | None


def intake_log() -> ResponseReturnValue:
    """The newest reports that match, fifty a page."""
    return page(ViewForm())


def page(form: ViewForm) -> str:
    """The log as the address asks for it, with the form that saves it as a view."""
    with desk().database.reading() as db:
        asked = log_filter.asked(db, dict(parse_qsl(form.query.data or "")) if form.errors else None)
        rows, matching = _found(db, asked)
        more = not asked.order and len(rows) > PAGE
        rows = rows[:PAGE] if more else rows
        place = f"{rows[-1][0].received_at.isoformat()} {rows[-1][0].id}" if more else ""
        return render_template(
            "manager/log.html",
            rows=rows,
            in_maintenance=in_maintenance(db, rows),
            standing=standing,
            status=status_word,
            asked=asked,
            filters={**asked.told, "customer": log_filter.customer_words(db, asked.told)},
            options=log_filter.options(db),
            names=log_filter.customers_named(db),
            matching=f"Over {COUNTED:,} reports" if matching > COUNTED else _reports(matching),
            next_page=f"/manage/?{asked.query(before=place)}" if more else None,
            columns=_columns(asked, are_few=matching <= COUNTED),
            most=COUNTED,
            views=log_views.seen_by(db, person().id),
            form=form,
            person=person(),
            **tonight.shown(db),
        )


def _found(db: Session, asked: Asked) -> tuple[list[LogRow], int]:
    """The page's rows and one more, if there are more, and how many reports match. By a column, all are one page."""
    if asked.problem:
        return [], 0
    if asked.order:
        ordered = log_orders.found(db, asked.wanted, asked.order)
        return ordered, len(ordered)
    rows = log.page(db, asked.wanted, after=asked.after, limit=PAGE + 1, oldest_first=asked.oldest_first)
    return list(rows), log.count(db, asked.wanted)


def _columns(asked: Asked, *, are_few: bool) -> list[Column]:
    """The table's head. A column leads to another order that goes by it, where the reports can be put so."""
    columns = []
    for words, orders in COLUMNS.items():
        other = next((order for order in orders if order != asked.sort and (are_few or order in BY_TIME)), None)
        link = None if other is None else f"/manage/?{asked.query(sort=other)}"
        columns.append(Column(words, runs=orders.get(asked.sort), link=link))
    return columns


def _reports(number: int) -> str:
    return f"{number:,} report{'' if number == 1 else 's'}"
