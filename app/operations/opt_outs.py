"""Opting out: somebody told their provider to stop our texts. It is an alarm: the next way to them starts at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import outbox, paging, record
from app.store import deliveries, incidents, staff
from app.store.staff import ContactMethod, Staff

KIND = "person.opted_out"


def opt_out(
    session: Session, method: ContactMethod, because: str, *, mint: Mint, now: datetime, but: str | None = None
) -> None:
    """Remembers that no text reaches this number, tells its owner and the managers, and pages on by another way.

    `but` is the message that proved it, which whoever asked sees to.
    """
    if method.opted_out_at:
        return
    method.opted_out_at = method.failed_at = now
    method.failed_because = because
    person = session.get_one(Staff, method.staff_id)
    text = f"No text reaches {person.first_name} any more: {because}"
    session.flush()
    record.append(session, [record.event(KIND, text, now, actor=person.name, staff_id=person.id, method_id=method.id)])
    _tell(session, person, method, because, mint, now)
    _page_on(session, person, mint, now, but)


def opt_in(session: Session, method: ContactMethod, now: datetime) -> bool:
    """Texts reach this number again. False if it was never stopped."""
    if not method.opted_out_at:
        return False
    person = session.get_one(Staff, method.staff_id)
    method.opted_out_at = method.failed_at = method.failed_because = None
    text = f"Texts reach {person.first_name} again: they asked for them"
    record.append(session, [record.event(KIND, text, now, actor=person.name, staff_id=person.id, method_id=method.id)])
    return True


def _tell(session: Session, person: Staff, method: ContactMethod, because: str, mint: Mint, now: datetime) -> None:
    """A mail to each manager, and to the person."""
    people = {one.id: one for one in (person, *staff.managing(session))}
    first: dict[str, ContactMethod] = {}
    for one in staff.methods_of(session, list(people)):
        if one.medium == Medium.MAIL:
            first.setdefault(one.staff_id, one)
    facts = {"who": person.name, "number": method.address[-3:], "because": because, "at": now.isoformat()}
    outbox.post(
        session,
        [
            outbox.to_method(
                mint, people[staff_id], one, "opted-out", now, lasts=outbox.MAIL_LASTS, priority=outbox.NEWS,
                is_theirs=staff_id == person.id, **facts,
            )
            for staff_id, one in first.items()
        ],
    )  # fmt: skip


def _page_on(session: Session, person: Staff, mint: Mint, now: datetime, but: str | None) -> None:
    """What this person was texted in the current round of an incident that nobody has is taken as not read."""
    for incident, _ in incidents.open_to(session, person.id):
        if not incident.is_waiting:
            continue
        sent = deliveries.of_round(session, incident.id, incident.paging_since)
        texts = (
            one
            for one in sent
            if one.staff_id == person.id and one.medium == Medium.SMS and one.facts["round"] == incident.round
        )
        unread = next((one for one in texts if one.id != but), None)
        if unread:
            paging.unreachable(session, unread, now, mint)
