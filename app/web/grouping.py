"""An outage that many customers report, for engineers and the desk: who they are, and what else it can join."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.domain.tokens import spoken_reference
from app.operations import publishing, storms
from app.store import groups, incidents, reports
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.room import now

MOST_SHOWN = 50  # of an outage's customers


def group(db: Session, incident: Incident) -> dict[str, Any]:
    """For the page of an incident: its customers where it was joined, its lead, and what can be done with it."""
    lead = db.get(Incident, incident.lead_id) if incident.lead_id else None
    size = groups.size(db, incident.id) if incident.joined else None
    return {
        "lead": lead,
        "together": groups.reports_of(db, incident.id, MOST_SHOWN) if incident.joined else (),
        "customers": size.count if size else 1,
        "counted": size.words if size else "",
        "is_unverified_group": size is not None and size.is_unverified,
        "can_publish": publishing.can_publish(incident),
        "others": [] if incident.resolved_at else _others(db, incident),
    }


def join(db: Session, incident: Incident, person: Staff, typed: str) -> None:
    """Joins an incident to the one whose reference was typed, if there is such a one to join."""
    other = incidents.by_reference(db, spoken_reference(typed) or "")
    lead = incidents.held(db, other.id) if other else None
    if lead:
        storms.join_by_hand(db, incident, lead, person, now())


def _others(db: Session, incident: Incident) -> list[tuple[str, str]]:
    """The other open incidents that lead, by reference, with who reported them."""
    found = groups.open_leads(db, without=incident.lead_id or incident.id)
    return [(one.reference, reports.of_incident(db, one.id).company) for one in found]
