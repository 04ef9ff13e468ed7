"""A missed promise: a manager notes why, and the timeline keeps it."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import AnyOf, DataRequired

from app.domain import breaches as known
from app.domain import figures
from app.domain.breaches import CAUSED, CAUSES, NOTED
from app.domain.figures import Handled
from app.domain.service_levels import MEASURES, Measure
from app.domain.words import cleaned
from app.operations import breaches
from app.operations.cannot import CannotBe, expect_kept
from app.store import incidents, report_figures, reports
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.lengths import at_most
from app.web.manager.guard import person
from app.web.manager.incident import found, page
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
    """The form, with the note that there is; or the incident's page, with the words why there is nothing to note."""
    try:
        return _page(reference, None)
    except CannotBe as error:
        return page(reference, refused=str(error)), 409


def note(reference: str) -> ResponseReturnValue:
    """Keeps the note; a later one takes its place, and both stay in the timeline. What cannot be kept stays typed."""
    form = BreachForm(request.form)
    try:
        if not form.validate():
            return _page(reference, form), 422
        with desk().database.writing() as db:
            incident = incidents.held(db, found(db, reference).id)
            if incident is None:
                abort(404)
            measures = _asked(_promised(db, incident))
            who = db.get_one(Staff, person().id)
            breaches.note(db, incident, who, measures, form.cause.data, form.words.data, now=now())
    except CannotBe as error:
        return page(reference, refused=str(error), typed=form.words.data), 409
    return redirect(url_for("manager.show", reference=reference), 303)


def _promised(db: Session, incident: Incident) -> Handled:
    """The incident's report, with what was promised. CannotBe for a drill, and for what was erased."""
    report = report_figures.of_incident(db, incident.id)
    if report is None:
        raise CannotBe("It is a drill, in which nothing is promised")
    expect_kept(reports.of_incident(db, incident.id))
    return report


def _asked(report: Handled) -> Measure:
    """Which of the missed promises it is about: the one that is named, or else the first. CannotBe if it is none."""
    named, late = request.values.get("promise", ""), known.missed(report, now())
    for measures in late:
        if named in ("", measures):
            return measures
    is_kept = any(figures.kept(report, one, now()) == "met" for one in MEASURES if named in ("", one))
    raise CannotBe(f"{'It was kept after all' if is_kept else 'It is not missed'}: there is nothing to explain")


def _page(reference: str, form: BreachForm | None) -> str:
    with desk().database.reading() as db:
        incident = found(db, reference)
        report = _promised(db, incident)
        measures = _asked(report)
        told = report_figures.happenings(db, [incident.id])[incident.id]
    words, cause = (known.newest(kind, measures, told) for kind in (NOTED, CAUSED))
    stands = BreachForm(words=words.words if words else "", cause=cause.cause if cause else None)
    return render_template(
        "manager/breach.html",
        form=form or stands,
        causes=CAUSES,
        reference=incident.reference,
        measures=measures,
        others=[one for one in known.missed(report, now()) if one != measures],
        promised=report.promised(measures),
        person=person(),
    )
