"""An incident at the desk: facts, the decision with its clauses, one timeline, the messages, and every action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form

from app.domain import targets, timeline_sorts
from app.domain.tokens import spoken_reference
from app.operations import acknowledgement, corrections, duplicates, overturning, replies, resolution
from app.operations.acknowledgement import can_undo
from app.operations.cannot import CannotBe, expect_kept
from app.operations.replies import NoAddress
from app.store import attachments, calls, deliveries, earlier, incidents, mails, reports, timeline
from app.store import replies as kept_replies
from app.store.customers import Customer
from app.store.incidents import Incident
from app.store.refused import sent_again_as
from app.store.reports import Report
from app.store.staff import Staff
from app.web.customer.forms import AFFECTED
from app.web.files import handed_out
from app.web.grouping import group
from app.web.manager.course import course_of
from app.web.manager.dues import dues
from app.web.manager.guard import person
from app.web.manager.log_rows import status_word
from app.web.manager.triage_forms import forms_of
from app.web.replying import ReplyForm, words
from app.web.room import desk, now

FOR_DRILLS = ("manager.acknowledge", "manager.note", "manager.resolve")  # what can be done with a drill


def show(reference: str) -> ResponseReturnValue:
    """A report, and its incident if it has one."""
    return page(reference)


def acknowledge(reference: str) -> ResponseReturnValue:
    """Takes it, unless somebody has it."""
    return do(
        reference,
        lambda db, incident, who: acknowledgement.acknowledge(
            db, incident.id, who, mint=desk().mint, now=now(), by="the desk"
        ),
    )


def reply(reference: str) -> ResponseReturnValue:
    """Replies to the customer."""
    with desk().database.reading() as db:
        form = ReplyForm.of(found(db, reference), request.form)
    if not form.validate():
        return page(reference, form), 422
    try:
        say = replies.reply_to_all if form["to_all"].data else replies.reply
        return do(
            reference,
            lambda db, incident, who: say(db, incident, who, form.telling(), mint=desk().mint, now=now()),
        )
    except NoAddress:
        form.say_no_address()
        return page(reference, form), 422


def fetch(reference: str, attachment_id: str) -> ResponseReturnValue:
    """A file that the customer added."""
    with desk().database.reading() as db:
        report = reports.by_reference(db, spoken_reference(reference) or "")
        if report is None:
            abort(404)
        return handed_out(db, attachments.of(db, report.id, report.incident_id), attachment_id)


def note(reference: str) -> ResponseReturnValue:
    """Keeps a note for colleagues."""
    return do(reference, lambda db, incident, who: replies.note(db, incident, who, words(), now=now()))


def hand_back(reference: str) -> ResponseReturnValue:
    """Gives it back, if it is theirs."""
    return do(
        reference,
        lambda db, incident, who: acknowledgement.hand_back(db, incident.id, who, now=now(), reason=words()),
    )


def resolve(reference: str) -> ResponseReturnValue:
    """Says that it is fixed."""
    return do(
        reference,
        lambda db, incident, who: resolution.resolve(db, incident, who, words(), mint=desk().mint, now=now()),
    )


def do(reference: str, act: Callable[[Session, Incident, Staff], Any]) -> ResponseReturnValue:
    """Does something to the incident while nobody else can, and shows it again, or says why it cannot be."""
    try:
        with desk().database.writing() as db:
            incident = incidents.held(db, found(db, reference).id)
            if incident is None:
                abort(404)
            if incident.is_drill and request.endpoint not in FOR_DRILLS:
                abort(409)
            if incident.resolved_at:
                expect_kept(reports.of_incident(db, incident.id))
            act(db, incident, db.get_one(Staff, person().id))
    except CannotBe as error:
        return page(reference, refused=str(error)), 409
    return redirect(url_for("manager.show", reference=reference), 303)


def found(db: Session, reference: str) -> Incident:
    """The incident of a reference as people type it; 404 if there is none."""
    incident = incidents.by_reference(db, spoken_reference(reference) or "")
    if incident is None:
        abort(404)
    return incident


def page(
    reference: str,
    reply: ReplyForm | None = None,
    triage: Mapping[str, Form] | None = None,
    refused: str = "",
    typed: str = "",
) -> str:
    """The page; with forms as they were sent, where they have to be corrected. `refused`: why nothing was done.

    `typed`: the words that were typed for it, which may be kept as a note.
    """
    with desk().database.reading() as db:
        report = reports.by_reference(db, spoken_reference(reference) or "")
        if report is None:
            abort(404)
        incident = db.get(Incident, report.incident_id) if report.incident_id else None
        holder = db.get(Staff, incident.acknowledged_by) if incident and incident.acknowledged_by else None
        row: Any = (report, incident, holder.name if holder else None)
        events = timeline.of(db, report.id, report.incident_id)
        return render_template(
            "manager/incident.html",
            report=report,
            call=calls.of_report(db, report),
            incident=incident,
            customer=db.get(Customer, report.customer_id) if report.customer_id else None,
            holder=holder,
            is_mine=bool(holder and holder.id == person().id),
            status=status_word(row),
            dues=dues(incident) if incident else (),
            promises=promises(incident) if incident else (),
            mails=mails.of_report(db, report.id),
            earlier=_earlier(db, report),
            affected=AFFECTED.get(report.affected, report.affected),
            events=events,
            event_sorts=timeline_sorts.SORTS,
            overturned=overturning.of_events(events),
            corrected=corrections.older(events),
            files=attachments.of(db, report.id, report.incident_id),
            messages=deliveries.of_incident(db, incident.id) if incident else (),
            receipts=deliveries.receipts_of(db, incident.id) if incident else {},
            replies=kept_replies.of_incident(db, incident.id) if incident else (),
            form=(reply or ReplyForm.of(incident)) if incident else None,
            triage=({**forms_of(db, incident), **(triage or {})}) if incident else {},
            refused=refused,
            typed=typed,
            sent_again="" if incident else sent_again_as(db, report),
            has_original=bool(incident and duplicates.originals(db, incident)),
            person=person(),
            can_undo=bool(holder and holder.id == person().id and can_undo(incident, now())) if incident else False,
            course=course_of(db, incident, events) if incident else None,
            **(group(db, incident) if incident else {}),
        )


def _earlier(db: Session, report: Report) -> list[tuple[Report, str]]:
    """The same customer's incidents before this one, newest first, each with what became of it."""
    found = (*reports.earlier_of(db, report), *earlier.of_the_same_sender(db, report))
    return [(one, status_word((one, db.get(Incident, one.incident_id), None))) for one in found]


def promises(incident: Incident) -> list[dict[str, Any]]:
    """Each target that was promised, with its due instant and how it stands; `standing` is empty without a clock."""
    met = {"response": incident.responded_at, "resolution": incident.resolved_at}
    shown = []
    for promised in incident.promise.get("targets", ()):
        due = datetime.fromisoformat(promised["due"]) if promised["due"] else None
        standing = ""
        if due and not incident.closed_by:
            met_at = met[promised["measures"]]
            standing = targets.standing(opened_at=incident.opened_at, due_at=due, met_at=met_at, now=now())
        shown.append({**promised, "due": due, "standing": standing})
    return shown
