"""Breaches: what managers note of why a promise was missed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import breaches as known
from app.domain.breaches import CAUSED, CAUSES, NOTED
from app.domain.service_levels import Measure
from app.operations import record
from app.store import report_figures
from app.store.incidents import Incident
from app.store.staff import Staff

PROMISED = {"response": "reply", "resolution": "resolution"}


def note(
    session: Session, incident: Incident, person: Staff, measures: Measure, cause: str, words: str, *, now: datetime
) -> bool:
    """Keeps why, as events: the newest are shown with the figures, and those before them stay. False if it stands so.

    The cause is an event of its own: it outlives the words, so that a year's causes can be counted.
    """
    told = report_figures.happenings(session, [incident.id])[incident.id]
    chosen, noted = (known.newest(kind, measures, told) for kind in (CAUSED, NOTED))
    if chosen and noted and (chosen.cause, noted.words) == (cause, words):
        return False
    text = f"{person.first_name} put the missed {PROMISED[measures]} down to this: {CAUSES[cause]}"
    record.happened(session, incident, CAUSED, text, now, person.name, measures=measures, cause=cause)
    text = f"{person.first_name} noted why the {PROMISED[measures]} was missed: {words}"
    record.happened(session, incident, NOTED, text, now, person.name, measures=measures, words=words)
    return True
