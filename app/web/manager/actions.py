"""Actions at the desk that have a page of their own: a form, and then the incident again, or why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.operations.cannot import CannotBe
from app.operations.triage import TriageError
from app.store import incidents, reports
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.manager import incident as page
from app.web.manager.guard import person
from app.web.room import desk

Sent = MultiDict[str, str]


@dataclass(frozen=True, kw_only=True)
class Action:
    """One of them: the end of its address, its words, its form, and what it does.

    form_of: the form for an incident, as it was sent or anew; CannotBe where there is nothing to choose.
    others: the ids of the other incidents that it concerns, which are locked with it.
    """

    path: str
    title: str
    words: str
    button: str
    form_of: Callable[[Session, Incident, Sent | None], Form]
    act: Callable[[Session, Incident, Staff, Any], Any]
    others: Callable[[Session, Any], Collection[str]] = lambda _, __: ()
    template: str = "manager/action.html"


def ask(reference: str, action: Action) -> ResponseReturnValue:
    """The form."""
    try:
        with desk().database.reading() as db:
            incident = page.found(db, reference)
            _expect_no_drill(incident)
            return _shown(db, incident, action, action.form_of(db, incident, None))
    except (CannotBe, TriageError) as error:
        return page.page(reference, refused=str(error)), 409


def do(reference: str, action: Action) -> ResponseReturnValue:
    """Does it. An error in the form keeps what was typed; what cannot be is said on the incident's page."""
    try:
        with desk().database.reading() as db:
            incident = page.found(db, reference)
            _expect_no_drill(incident)
            form = action.form_of(db, incident, request.form)
            if not form.validate():
                return _shown(db, incident, action, form), 422
        with desk().database.writing() as db:
            incident = page.found(db, reference)
            held = incidents.held_together(db, {incident.id, *action.others(db, form)})
            action.act(db, held[incident.id], db.get_one(Staff, person().id), form)
        return redirect(url_for("manager.show", reference=reference), 303)
    except (CannotBe, TriageError) as error:
        return page.page(reference, refused=str(error)), 409


def _expect_no_drill(incident: Incident) -> None:
    if incident.is_drill:
        raise CannotBe("It is a drill, which is only answered or stopped")


def _shown(db: Session, incident: Incident, action: Action, form: Form) -> str:
    report = reports.of_incident(db, incident.id)
    return render_template(action.template, action=action, form=form, incident=incident, report=report, person=person())
