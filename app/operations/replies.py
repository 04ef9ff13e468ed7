"""Replies and notes: what the person who has an incident tells the customer, and what only colleagues read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.operations import acknowledgement, outbox, record, watching
from app.store import replies, reports
from app.store.incidents import Incident
from app.store.replies import Reply
from app.store.staff import Staff

A_MOMENT = timedelta(minutes=1)


class NoAddress(Exception):
    """The customer left no mail address."""


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A reply in its three parts: acknowledgement of receipt, first diagnosis, and when the customer hears next."""

    receipt: str
    diagnosis: str
    next_update_by: datetime | None
    by_telephone: bool


def reply(session: Session, incident: Incident, person: Staff, telling: Telling, *, mint: Mint, now: datetime) -> None:
    """A person replies to the customer: the first such reply meets the response target. It is mailed unless spoken.

    NoAddress if it was to be mailed and the customer left no address: what reaches nobody is no reply.
    """
    report = reports.of_incident(session, incident.id)
    if not telling.by_telephone and not report.email:
        raise NoAddress
    if _is_pressed_twice(session, incident, person, telling, now):
        return
    kept = Reply(
        id=mint.id(),
        incident_id=incident.id,
        staff_id=person.id,
        at=now,
        by_telephone=telling.by_telephone,
        receipt=telling.receipt,
        diagnosis=telling.diagnosis,
        next_update_by=telling.next_update_by,
    )
    session.add(kept)
    session.flush()
    watching.answered(incident, person, now)
    incident.next_update_by = telling.next_update_by
    acknowledgement.sign_of_life(incident, now)
    way = "telephone" if telling.by_telephone else "mail"
    text = f"{person.first_name} replied to the customer by {way}: {telling.diagnosis or telling.receipt}"
    record.happened(session, incident, f"replied.{way}", text, now, person.name)
    if not telling.by_telephone:
        mail = outbox.to_address(
            mint,
            report.name,
            report.email,
            "customer-reply",
            now,
            report_id=report.id,
            incident_id=incident.id,
            reply_id=kept.id,
        )
        outbox.post(session, [mail])


def _is_pressed_twice(session: Session, incident: Incident, person: Staff, telling: Telling, now: datetime) -> bool:
    """Whether this person has told the customer just this within the last minute."""
    last = next(iter(replies.of_incident(session, incident.id)), None)
    if last is None or last.staff_id != person.id or now - last.at > A_MOMENT:
        return False
    said = (last.by_telephone, last.receipt, last.diagnosis)
    return said == (telling.by_telephone, telling.receipt, telling.diagnosis)


def note(session: Session, incident: Incident, person: Staff, words: str, *, now: datetime) -> None:
    """Keeps a note for colleagues, which is a sign of life too. Empty words are none."""
    if not words:
        return
    if incident.acknowledged_by == person.id:
        acknowledgement.sign_of_life(incident, now)
    record.happened(session, incident, "note", f"{person.first_name} noted: {words}", now, person.name)
