"""A missed promise: a manager notes why, and the timeline keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import AnyOf, DataRequired

from app.domain import breaches as known
from app.domain.breaches import CAUSED, CAUSES, NOTED
from app.domain.service_levels import Measure
from app.domain.words import cleaned
from app.operations import breaches
from app.store import incidents, report_figures
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.lengths import at_most
from app.web.manager.guard import person
from app.web.manager.incident import found
from app.web.room import desk, now


class BreachForm(Form):
    """Why the promise was missed."""

    cause = RadioField(
        "What comes closest?",
        choices=dict(CAUSES),
        validate_choice=False,
        validators=[AnyOf(CAUSES, message="Choose what comes closest")],
    )
    words = TextAreaField(
        "Why was it missed?",
        filters=[cleaned],
        validators=[
            DataRequired("Say why the promise was missed"),
            at_most(2_000),
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
        if incident is None:
            abort(404)
        measures = _asked(missed(db, incident))
        who = db.get_one(Staff, person().id)
        breaches.note(db, incident, who, measures, form.cause.data, form.words.data, now=now())
    return redirect(url_for("manager.show", reference=reference), 303)


def missed(db: Session, incident: Incident) -> Sequence[Measure]:
    """The promises of an incident that are missed. A drill promises nothing."""
    report = report_figures.of_incident(db, incident.id)
    return known.missed(report, now()) if report else ()


def _asked(late: Sequence[Measure]) -> Measure:
    """Which of the missed promises it is about: the one that is named, or else the first; 409 if it is none of them."""
    named = request.values.get("promise") or next(iter(late), "")
    return next((measures for measures in late if measures == named), None) or abort(409)


def _page(reference: str, form: BreachForm | None) -> str:
    with desk().database.reading() as db:
        incident = found(db, reference)
        late = missed(db, incident)
        measures = _asked(late)
        report = report_figures.of_incident(db, incident.id)
        told = report_figures.happenings(db, [incident.id])[incident.id]
    words, cause = (known.newest(kind, measures, told) for kind in (NOTED, CAUSED))
    stands = BreachForm(words=words.words if words else "", cause=cause.cause if cause else None)
    return render_template(
        "manager/breach.html",
        form=form or stands,
        causes=CAUSES,
        reference=incident.reference,
        measures=measures,
        others=[one for one in late if one != measures],
        promised=report.promised(measures) if report else (None, None),
        person=person(),
    )
