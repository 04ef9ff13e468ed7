"""A missed promise: a manager notes why, and the timeline keeps it."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, TextAreaField
from wtforms.validators import DataRequired, Length

from app.domain.breaches import NOTED
from app.domain.words import cleaned
from app.operations import breaches
from app.store import incidents, reports, timeline
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.manager.guard import person
from app.web.manager.incident import found
from app.web.manager.log_rows import standing
from app.web.room import desk, now


class BreachForm(Form):
    """Why the promise was missed."""

    words = TextAreaField(
        "Why was the promise missed?",
        filters=[cleaned],
        validators=[
            DataRequired("Say why the promise was missed"),
            Length(max=2_000, message="Shorten it to 2,000 characters"),
        ],
    )


def ask(reference: str) -> ResponseReturnValue:
    """The form, with the note that there is."""
    return _page(reference, None)


def note(reference: str) -> ResponseReturnValue:
    """Keeps the note; a later one takes its place, and both stay in the timeline."""
    form = BreachForm(request.form)
    if not form.validate():
        return _page(reference, form), 422
    with desk().database.writing() as db:
        incident = incidents.held(db, found(db, reference).id)
        if incident is None or not _is_late(incident):
            abort(409)
        breaches.note(db, incident, db.get_one(Staff, person().id), form.words.data, now=now())
    return redirect(url_for("manager.show", reference=reference), 303)


def _page(reference: str, form: BreachForm | None) -> str:
    with desk().database.reading() as db:
        incident = found(db, reference)
        if not _is_late(incident):
            abort(409)
        report = reports.of_incident(db, incident.id)
        events = timeline.of(db, report.id, incident.id)
    notes = [event for event in events if event.kind == NOTED]
    shown = form or BreachForm(words=notes[-1].facts["words"] if notes else "")
    return render_template(
        "manager/breach.html", form=shown, report=report, incident=incident, notes=notes, person=person()
    )


def _is_late(incident: Incident) -> bool:
    """Whether there is anything to explain. A drill promises nothing."""
    return not incident.is_drill and standing(incident) == "missed"
