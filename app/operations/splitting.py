"""Splitting: a report that had joined another incident has a trouble of its own, and is paged by itself at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.operations import paging, record, watching
from app.operations.cannot import CannotBe
from app.store.incidents import Incident
from app.store.staff import Staff


def split(session: Session, incident: Incident, person: Staff, reason: str, *, now: datetime) -> bool:
    """It goes its own way: nobody has it, and paging begins. Its times stay as they were. False if it does already.

    It is a colleague who says that it is real, so its first texts know no limit, whoever sent it.
    """
    if incident.resolved_at:
        raise CannotBe("It is resolved: open it again, and it goes its own way")
    if incident.lead_id is None:
        return False
    lead = session.get_one(Incident, incident.lead_id)
    incident.leave_lead()
    incident.is_limited = False
    lead.joined = max(0, lead.joined - 1)
    text = f"{person.first_name} split it from {lead.reference}: {reason}. It is paged by itself"
    record.happened(session, incident, "split", text, now, person.name, lead=lead.reference)
    text = f"{person.first_name} split {incident.reference} from it: {reason}"
    record.happened(session, lead, "split_off", text, now, person.name, reference=incident.reference)
    paging.start_again(session, incident, now, f"{person.first_name} split it from {lead.reference}")
    watching.plan(incident)
    return True
