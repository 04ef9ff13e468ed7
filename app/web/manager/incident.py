"""An incident at the desk: facts, the decision with its clauses, one timeline, the messages, and every action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.tokens import spoken_reference
from app.operations import acknowledgement, replies, resolution
from app.operations.replies import NoAddress
from app.store import deliveries, incidents, reports, timeline
from app.store import replies as kept_replies
from app.store.customers import Customer
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.customer.forms import AFFECTED
from app.web.manager.guard import person
from app.web.manager.log import standing, status_word
from app.web.replying import ReplyForm, words
from app.web.room import desk, now


def show(reference: str) -> ResponseReturnValue:
    """A report, and its incident if it has one."""
    return _page(reference, ReplyForm())


def acknowledge(reference: str) -> ResponseReturnValue:
    """Takes it, unless somebody has it."""
    return _do(
        reference,
        lambda db, incident, who: acknowledgement.acknowledge(
            db, incident.id, who, mint=desk().mint, now=now(), by="the desk"
        ),
    )


def reply(reference: str) -> ResponseReturnValue:
    """Replies to the customer."""
    form = ReplyForm(request.form)
    if not form.validate():
        return _page(reference, form), 422
    try:
        return _do(
            reference,
            lambda db, incident, who: replies.reply(db, incident, who, form.telling(), mint=desk().mint, now=now()),
        )
    except NoAddress:
        form.say_no_address()
        return _page(reference, form), 422


def note(reference: str) -> ResponseReturnValue:
    """Keeps a note for colleagues."""
    return _do(reference, lambda db, incident, who: replies.note(db, incident, who, words(), now=now()))


def hand_back(reference: str) -> ResponseReturnValue:
    """Gives it back, if it is theirs."""
    return _do(
        reference,
        lambda db, incident, who: acknowledgement.hand_back(db, incident.id, who, now=now(), reason=words()),
    )


def resolve(reference: str) -> ResponseReturnValue:
    """Says that it is fixed."""
    return _do(
        reference,
        lambda db, incident, who: resolution.resolve(db, incident, who, words(), mint=desk().mint, now=now()),
    )


def _do(reference: str, act: Callable[[Session, Incident, Staff], Any]) -> ResponseReturnValue:
    with desk().database.writing() as db:
        found = incidents.by_reference(db, spoken_reference(reference) or "")
        incident = incidents.held(db, found.id) if found else None
        if incident is None:
            abort(404)
        act(db, incident, db.get_one(Staff, person().id))
    return redirect(url_for("manager.show", reference=reference), 303)


def _page(reference: str, form: ReplyForm) -> str:
    with desk().database.reading() as db:
        report = reports.by_reference(db, spoken_reference(reference) or "")
        if report is None:
            abort(404)
        incident = db.get(Incident, report.incident_id) if report.incident_id else None
        holder = db.get(Staff, incident.acknowledged_by) if incident and incident.acknowledged_by else None
        row: Any = (report, incident, holder.name if holder else None)
        return render_template(
            "manager/incident.html",
            report=report,
            incident=incident,
            customer=db.get(Customer, report.customer_id) if report.customer_id else None,
            holder=holder,
            is_mine=bool(holder and holder.id == person().id),
            status=status_word(row),
            standing=standing(incident),
            affected=AFFECTED.get(report.affected, report.affected),
            events=timeline.of(db, report.id, report.incident_id),
            messages=deliveries.of_incident(db, incident.id) if incident else (),
            replies=kept_replies.of_incident(db, incident.id) if incident else (),
            form=form,
            person=person(),
        )
