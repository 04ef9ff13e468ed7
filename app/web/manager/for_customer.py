"""An incident for its customer, on paper: what they told us, what was promised, and what we did, in their words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.figures import STEPS, Handled
from app.domain.sentences import group
from app.operations import corrections, overturning, recognition
from app.store import replies, report_figures, reports, timeline
from app.store.incidents import Incident
from app.store.timeline import Event
from app.web.customer.forms import AFFECTED
from app.web.manager.evidence import stretches, told_of
from app.web.manager.guard import person
from app.web.manager.incident import promises
from app.web.room import desk
from app.web.standing import spoken

STANDINGS = group("month.standing")
# How single messages and rounds went is ours; what the customer did and was told is theirs.
OURS = ("delivery.", "paged")


def show(reference: str) -> ResponseReturnValue:
    """The page; 404 for what is no incident, and for a drill. No colleague is named on it, and no note is."""
    with desk().database.reading() as db:
        incident = told_of(db, reference)
        report = reports.of_incident(db, incident.id)
        events = timeline.of(db, report.id, incident.id)
        handled = report_figures.of_incident(db, incident.id)
        if handled is None:
            abort(404)
        g.local = recognition.local_of(db, report, desk().policy)
        return render_template(
            "manager/for_customer.html",
            report=report,
            incident=incident,
            affected=AFFECTED.get(report.affected, report.affected),
            corrected=corrections.older(events),
            promises=[_promised(one, incident) for one in promises(incident)],
            overturned=overturning.of_events(events),
            steps=_steps(handled, events),
            lines=spoken(incident, [event for event in events if not event.kind.startswith(OURS)]),
            replies=_told(db, incident),
            person=person(),
        )


def _promised(one: dict[str, Any], incident: Incident) -> dict[str, Any]:
    kept_at = incident.responded_at if one["measures"] == "response" else incident.resolved_at
    word = {"met": "met", "missed": "missed"}.get(one["standing"], "to_come" if one["standing"] else "")
    told = {
        "kept_at": kept_at,
        "stretches": stretches(one),
        "word": STANDINGS.get(word, ""),
        "is_late": word == "missed",
    }
    return {**one, **told}


def _steps(handled: Handled, events: Sequence[Event]) -> list[tuple[str, datetime]]:
    """What was done, and when, in order. A fix whose time was corrected is two: when it was, and when we said so."""
    taken: dict[str, datetime | None] = {step: getattr(handled, step) for step in STEPS}
    said_at = next((event.at for event in reversed(events) if event.kind == "resolved"), None)
    if taken["resolved_at"] and said_at and taken["resolved_at"] != said_at:
        taken |= {"resolved_at": None, "fixed_at": taken["resolved_at"], "said_at": said_at}
    return sorted(((step, at) for step, at in taken.items() if at), key=lambda one: one[1])


def _told(db: Session, incident: Incident) -> list[Any]:
    """What we told them, the oldest first."""
    return list(replies.of_incident(db, incident.id))[::-1]
