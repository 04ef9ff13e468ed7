"""Asking a colleague by name to take an incident, from the desk."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form, SelectField
from wtforms.validators import DataRequired

from app.operations import assignment
from app.operations.cannot import CannotBe
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.manager import actions
from app.web.manager.actions import Action, Sent
from app.web.manager.guard import person
from app.web.room import desk, now


class AssignForm(Form):
    """Who is asked."""

    colleague = SelectField("Who is asked to take it?", validators=[DataRequired("Choose who is asked")])


def ask(reference: str) -> ResponseReturnValue:
    """The form."""
    return actions.ask(reference, ASSIGN)


def assign(reference: str) -> ResponseReturnValue:
    """Asks them."""
    return actions.do(reference, ASSIGN)


def _form(db: Session, incident: Incident, sent: Sent | None) -> AssignForm:
    if incident.resolved_at:
        raise CannotBe("It is resolved: open it again first")
    lead = db.get_one(Incident, incident.lead_id) if incident.lead_id else incident
    asker = db.get_one(Staff, person().id)
    form = AssignForm(sent)
    found = {one.id: one.name for one in assignment.able(db, lead, asker, now())}
    if not found:
        raise CannotBe("Nobody else can be asked: no other colleague has a proven way to be reached")
    form.colleague.choices = {"": "Choose a colleague"} | found
    return form


def _act(db: Session, incident: Incident, who: Staff, form: AssignForm) -> None:
    assignment.assign(db, incident, form.colleague.data, who, mint=desk().mint, now=now())


ASSIGN = Action(
    path="assignment",
    title="Ask a colleague to take it",
    words="They get a text and a mail now, which say that you ask. Until they take it, whoever has it keeps it, and "
    "hears that you asked. While nobody has it, paging goes on as planned: nobody has it by being named.",
    button="Ask them to take it",
    form_of=_form,
    act=_act,
)
