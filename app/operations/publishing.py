"""Publishing: whoever has an incident lets everybody read of it, on the home page and the status page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.triage import UNSURE
from app.operations import acknowledgement, record
from app.store.incidents import Incident
from app.store.staff import Staff

LONGEST = 500


def can_publish(incident: Incident) -> bool:
    """Whether everybody can read of it: it is open, somebody has it, it joins no other, and its service is known."""
    is_known = incident.services != [UNSURE] and not incident.is_drill
    return incident.is_taken and incident.lead_id is None and is_known


def publish(session: Session, incident: Incident, person: Staff, words: str, *, now: datetime) -> bool:
    """Everybody reads that the service is in trouble, with these words; again: with others. False if it cannot be."""
    words = words[:LONGEST]
    if not can_publish(incident) or (incident.published_at and incident.published_words == words):
        return False
    kind = "republished" if incident.published_at else "published"
    incident.published_at = incident.published_at or now
    incident.published_words = words
    text = f"{person.first_name} put it on the status page" + (f": {words}" if words else "")
    record.happened(session, incident, kind, text, now, person.name, words=words)
    acknowledgement.sign_of_life(session, incident, now)
    return True


def withdraw(session: Session, incident: Incident, person: Staff, *, now: datetime) -> bool:
    """It is taken off the status page, as if it had never been there. False if it was not."""
    if incident.published_at is None:
        return False
    incident.published_at = None
    incident.published_words = ""
    record.happened(
        session, incident, "withdrawn", f"{person.first_name} took it off the status page", now, person.name
    )
    return True
