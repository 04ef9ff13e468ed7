"""Breaches: what managers note of why a promise was missed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.breaches import CAUSED, CAUSES, NOTED
from app.domain.service_levels import Measure
from app.operations import record
from app.store.incidents import Incident
from app.store.staff import Staff

LATE = {"response": "the missed reply", "resolution": "the missed resolution"}


def note(
    session: Session, incident: Incident, person: Staff, measures: Measure, cause: str, words: str, *, now: datetime
) -> None:
    """Keeps why, as events: the newest are shown with the figures, and those before them stay.

    The cause is an event of its own: it outlives the words, so that a year's causes can be counted.
    """
    text = f"{person.first_name} put {LATE[measures]} down to this: {CAUSES[cause]}"
    record.happened(session, incident, CAUSED, text, now, person.name, measures=measures, cause=cause)
    text = f"{person.first_name} noted why {_what(measures)} was missed: {words}"
    record.happened(session, incident, NOTED, text, now, person.name, measures=measures, words=words)


def _what(measures: Measure) -> str:
    return "the promise" if measures == "response" else "the resolution"
