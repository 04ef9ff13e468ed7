"""The handover in the morning: what is still open, and the desk accepting it, one by one."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.operations import acknowledgement
from app.store import groups, incidents, log
from app.store.log import LogFilter
from app.store.staff import Staff
from app.web.manager.guard import person
from app.web.manager.incident import found
from app.web.manager.log_rows import standing, status_word
from app.web.room import desk, now

MOST = 200


def show() -> ResponseReturnValue:
    """Everything that is open, the oldest first: what the night has, and what the desk has accepted."""
    with desk().database.reading() as db:
        rows = [row for row in log.page(db, LogFilter(status="open"), limit=MOST) if row[1]][::-1]
        leads = [row for row in rows if row[1] and not row[1].lead_id]
        customers = {row[1].id: groups.size(db, row[1].id).words for row in leads if row[1] and row[1].joined}
        total, _ = incidents.counts_open(db)
    return render_template(
        "manager/handover.html",
        of_night=[row for row in leads if row[1] and not row[1].accepted_at],
        of_desk=[row for row in leads if row[1] and row[1].accepted_at],
        customers=customers,
        is_cut=total > len(rows),
        standing=standing,
        status=status_word,
        person=person(),
    )


def accept(reference: str) -> ResponseReturnValue:
    """Takes one for the daytime desk."""
    with desk().database.writing() as db:
        incident = found(db, reference)
        acknowledgement.accept(db, incident.id, db.get_one(Staff, person().id), mint=desk().mint, now=now())
    return redirect(url_for("manager.show_handover"), 303)
