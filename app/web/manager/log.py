"""The intake log: every report, whatever its verdict, filtered by what stands in the URL."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.store import log, log_views
from app.store.log import COUNTED, LogRow
from app.web.manager import log_filter, tonight
from app.web.manager.guard import person
from app.web.manager.log_filter import Asked
from app.web.manager.log_rows import in_maintenance, standing, status_word
from app.web.manager.view_form import ViewForm
from app.web.room import desk

PAGE = 50


def intake_log() -> ResponseReturnValue:
    """The newest reports that match, fifty a page."""
    return page(ViewForm())


def page(form: ViewForm) -> str:
    """The log as the address asks for it, with the form that saves it as a view."""
    with desk().database.reading() as db:
        asked = log_filter.asked(db, dict(parse_qsl(form.query.data or "")) if form.errors else None)
        rows, matching = _found(db, asked)
        more, rows = len(rows) > PAGE, rows[:PAGE]
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
            views=log_views.seen_by(db, person().id),
            form=form,
            person=person(),
            **tonight.shown(db),
        )


def _found(db: Session, asked: Asked) -> tuple[list[LogRow], int]:
    """The page's rows and one more, if there are more, and how many reports match."""
    if asked.problem:
        return [], 0
    rows = log.page(db, asked.wanted, after=asked.after, limit=PAGE + 1, oldest_first=asked.oldest_first)
    return list(rows), log.count(db, asked.wanted)


def _reports(number: int) -> str:
    return f"{number:,} report{'' if number == 1 else 's'}"
