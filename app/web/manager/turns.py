"""Turns that an incident takes at the desk: opened again, split from another, a duplicate of one."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form, SelectField, StringField
from wtforms.validators import DataRequired

from app.domain import times
from app.domain.words import cleaned
from app.operations import duplicates, resolution, splitting
from app.operations.cannot import CannotBe
from app.store import incidents
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.manager import actions
from app.web.manager.actions import Action, Sent
from app.web.manager.triage_forms import WHY
from app.web.room import desk, now


class ReasonForm(Form):
    """Why."""

    reason = StringField("Why?", filters=[cleaned], validators=WHY)


class DuplicateForm(Form):
    """What it is a duplicate of, and why."""

    original = SelectField("Which report told us of it first?", validators=[DataRequired("Choose the other report")])
    reason = StringField("Why?", filters=[cleaned], validators=WHY)


def ask_reopening(reference: str) -> ResponseReturnValue:
    """The form to open it again."""
    return actions.ask(reference, REOPEN)


def reopen(reference: str) -> ResponseReturnValue:
    """Opens it again."""
    return actions.do(reference, REOPEN)


def ask_split(reference: str) -> ResponseReturnValue:
    """The form to split it from the incident that it has joined."""
    return actions.ask(reference, SPLIT)


def split(reference: str) -> ResponseReturnValue:
    """Splits it off."""
    return actions.do(reference, SPLIT)


def ask_duplicate(reference: str) -> ResponseReturnValue:
    """The form to mark it as a duplicate."""
    return actions.ask(reference, DUPLICATE)


def mark_duplicate(reference: str) -> ResponseReturnValue:
    """Marks it."""
    return actions.do(reference, DUPLICATE)


def _reopening(_: Session, incident: Incident, sent: Sent | None) -> ReasonForm:
    if not incident.resolved_at and sent is None:
        raise CannotBe("It is open already")
    return ReasonForm(sent)


def _splitting(_: Session, incident: Incident, sent: Sent | None) -> ReasonForm:
    if incident.lead_id is None and sent is None:
        raise CannotBe("It goes its own way already: it has joined no other")
    return ReasonForm(sent)


def _duplicate(db: Session, incident: Incident, sent: Sent | None) -> DuplicateForm:
    if incident.resolved_at:
        raise CannotBe("It is resolved already")
    if incident.is_duplicate and sent is None:
        raise CannotBe("It is marked as a duplicate already")
    form = DuplicateForm(sent)
    found = duplicates.originals(db, incident)
    if not found:
        raise CannotBe("This customer has no other open report")
    local = desk().policy.hours.local
    form.original.choices = {"": "Choose a report"} | {
        other.reference: ", ".join(
            (other.reference, times.table_time(report.received_at, local), report.name or report.email)
        )
        for other, report in found
    }
    return form


def _reopen(db: Session, incident: Incident, who: Staff, form: ReasonForm) -> None:
    resolution.reopen(db, incident, who, form.reason.data, mint=desk().mint, now=now())


def _split(db: Session, incident: Incident, who: Staff, form: ReasonForm) -> None:
    splitting.split(db, incident, who, form.reason.data, now=now())


def _mark(db: Session, incident: Incident, who: Staff, form: DuplicateForm) -> None:
    for original_id in _original(db, form):
        duplicates.mark(db, incident.id, original_id, who, form.reason.data, now=now())


def _original(db: Session, form: DuplicateForm) -> list[str]:
    """The id of the report that was chosen; its form has checked that there is one."""
    original = incidents.by_reference(db, form.original.data)
    return [original.id] if original else []


REOPEN = Action(
    path="reopening",
    title="Open it again",
    words="Whoever had it is paged at once, beside those on call. The customer is told that we are on it again. "
    "Colleagues read why; the customer does not.",
    button="Open it again and page",
    form_of=_reopening,
    act=_reopen,
)
SPLIT = Action(
    path="separation",
    title="Split it from the other",
    words="It becomes an incident of its own, nobody has it, and paging begins at once. Its times count from when it "
    "was received, as before. Both customers read that they are two troubles; colleagues read why.",
    button="Split it and page",
    form_of=_splitting,
    act=_split,
)
DUPLICATE = Action(
    path="duplicate",
    title="Mark it as a duplicate",
    words="The same customer has told us of the same before. It goes with that report: nobody is paged for it, and "
    "whoever has the other has both. Its own time goes on, and a reply to all answers it too. If you were wrong, split "
    "it again.",
    button="Mark it as a duplicate",
    form_of=_duplicate,
    act=_mark,
    others=_original,
)
