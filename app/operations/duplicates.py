"""Duplicates: a customer has reported one trouble twice. The second goes the way of the first, and pages nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import mail_domains
from app.operations import record, storms
from app.operations.cannot import CannotBe
from app.store import groups, incidents, reports
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.staff import Staff


def originals(session: Session, incident: Incident) -> Sequence[tuple[Incident, Report]]:
    """The other open incidents of the same customer, the oldest first, each with its report."""
    own = reports.of_incident(session, incident.id)
    return [
        (other, report)
        for other, report in groups.open_near(session, own)
        if is_same_customer(own, report) and not other.is_duplicate
    ]


def is_same_customer(one: Report, other: Report) -> bool:
    """Whether two reports are of one customer: by the directory, by their address, or by their company's domain."""
    if one.customer_id and other.customer_id:
        return one.customer_id == other.customer_id
    own, its = one.email.lower(), other.email.lower()
    if not own or not its:
        return False
    domain = own.rpartition("@")[2]
    is_company = mail_domains.fault(domain) is None
    return own == its or (is_company and domain == its.rpartition("@")[2])


def mark(session: Session, incident_id: str, original_id: str, person: Staff, reason: str, *, now: datetime) -> bool:
    """A colleague says that an incident tells of the same as another of its customer. False if that was said already.

    It joins that one, or the outage that that one has joined. Its own times stay as they were.
    """
    held = incidents.held_together(session, (incident_id, original_id))
    incident, original = held[incident_id], held[original_id]
    if original.lead_id == incident.id:
        raise CannotBe(f"{original.reference} goes with it already: split that first")
    lead = held.get(original.lead_id, original) if original.lead_id else original
    if incident.is_duplicate and incident.lead_id == lead.id:
        return False
    _expect_fits(session, incident, original)
    if incident.lead_id != lead.id:
        storms.move(session, incident, lead, person, now, also_told=False)
    incident.is_duplicate = True
    text = f"{person.first_name} marked it as a duplicate of {original.reference}: {reason}"
    is_taken = incident.acknowledged_at is not None
    record.happened(session, incident, "duplicate", text, now, person.name, lead=lead.reference, is_taken=is_taken)
    text = f"{incident.reference} is a duplicate of it, says {person.first_name}: {reason}"
    record.happened(session, original, "duplicated", text, now, person.name, reference=incident.reference)
    return True


def _expect_fits(session: Session, incident: Incident, original: Incident) -> None:
    if incident.is_drill or original.is_drill:
        raise CannotBe("A drill is no duplicate")
    if incident.resolved_at:
        raise CannotBe("It is resolved already")
    if original.resolved_at:
        raise CannotBe(f"{original.reference} is resolved meanwhile, so it would be looked after no more")
    if incident.id == original.id:
        raise CannotBe("It cannot be a duplicate of itself")
    if original.is_duplicate:
        raise CannotBe(f"{original.reference} is a duplicate itself")
    if not is_same_customer(reports.of_incident(session, incident.id), reports.of_incident(session, original.id)):
        raise CannotBe(f"{original.reference} is another customer's: join it as one outage instead")
