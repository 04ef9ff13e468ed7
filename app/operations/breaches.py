"""Breaches: what managers note of why a promise was missed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.breaches import NOTED
from app.operations import record
from app.store.incidents import Incident
from app.store.staff import Staff


def note(session: Session, incident: Incident, person: Staff, words: str, *, now: datetime) -> None:
    """Keeps why, as an event: the newest note is shown with the figures, and those before it stay."""
    text = f"{person.first_name} noted why the promise was missed: {words}"
    record.happened(session, incident, NOTED, text, now, person.name, words=words)
