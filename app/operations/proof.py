"""Proof: a page that a provider took has to show that it arrived. Silence is asked about, and then gone around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain import escalation
from app.domain.delivery import WAKING, Medium, State
from app.domain.tokens import Mint
from app.operations import drill_end, outbox, record, rounds
from app.operations.one_by_one import each
from app.store import deliveries, incidents, staff
from app.store.deliveries import Delivery
from app.store.incidents import Incident
from app.store.staff import ContactMethod, Staff

ASKED_AFTER = timedelta(seconds=60)  # the provider, when no receipt has come
GONE_AROUND_AFTER = timedelta(seconds=90)  # by the second way to the same person
FAILING_FOR = timedelta(seconds=20)  # what no provider takes is gone around sooner; it is tried further meanwhile
PUT_OFF = timedelta(seconds=30)  # for a page that cannot be looked at, through a fault of our own

INSTEAD = "instead"  # the fact that marks the second way: it is not followed by a third
UNPROVEN = (State.PENDING, State.SENDING, State.SENT)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A message that its provider is to be asked about, as it was when it was looked at."""

    delivery: Delivery


def first_look(delivery: Delivery, sent_at: datetime) -> datetime | None:
    """When proof is looked for first, of a message that a provider took which can say what became of it."""
    return sent_at + ASKED_AFTER if delivery.page_id and delivery.medium in WAKING else None


def failed_once(delivery: Delivery, now: datetime) -> None:
    """No provider takes a text just now: it is tried again, and gone around if that goes on."""
    if delivery.page_id and delivery.medium == Medium.SMS and delivery.attempts == 1:
        delivery.next_proof_at = now + FAILING_FOR


def look(session: Session, now: datetime, mint: Mint) -> list[Question]:
    """Looks at every page whose proof is overdue; returns those that are to be asked about, with nothing locked."""
    due = deliveries.due_for_proof(session, now)
    asked: list[Question] = []

    def look_at(delivery: Delivery) -> None:
        if _is_to_be_asked(session, delivery, now, mint):
            asked.append(Question(delivery=delivery))

    def put_off(delivery: Delivery) -> None:
        delivery.next_proof_at = now + PUT_OFF

    each(session, due, look_at, put_off)
    session.flush()
    return asked


def _is_to_be_asked(session: Session, delivery: Delivery, now: datetime, mint: Mint) -> bool:
    """Plans the next look, or goes around it; whether the provider is asked meanwhile."""
    delivery.next_proof_at = None
    if delivery.state not in UNPROVEN:
        return False
    incident = incidents.held(session, delivery.incident_id or "")
    if incident is None or not incident.is_waiting:
        return False
    gone_around_at = (delivery.sent_at or now) + GONE_AROUND_AFTER if delivery.state == State.SENT else now
    if now < gone_around_at:
        delivery.next_proof_at = gone_around_at if delivery.medium == Medium.SMS else None
        return True
    _go_around(session, incident, delivery, now, mint)
    return False


def _go_around(session: Session, incident: Incident, silent: Delivery, now: datetime, mint: Mint) -> None:
    """Starts the second way to the same person: once in a round, and not for somebody who passed it on."""
    siblings = _siblings(session, incident, silent)
    page = next(page for page in incidents.pages_of(session, incident.id) if page.id == silent.page_id)
    has_arrived = any(one.state == State.DELIVERED and one.medium in WAKING for one in siblings)
    if page.passed_at or has_arrived or any(one.facts.get(INSTEAD) for one in siblings):
        return
    person = session.get_one(Staff, silent.staff_id)
    if not drill_end.may_reach(incident, person):
        return
    said = _said(silent, person)
    way = _second_way(session, incident, person, siblings)
    if way is None:
        record.happened(session, incident, "unproven", f"{said}, and no other way to them is known", now)
        return
    doing = "calling" if way.medium == Medium.VOICE else "texting their other number"
    record.happened(session, incident, "unproven", f"{said}: {doing}", now, person=person.name, by=way.medium)
    facts = silent.facts | {INSTEAD: True}
    lasts, priority = outbox.PAGE_LASTS, silent.priority
    outbox.post(session, [rounds.delivery(mint, person, way, silent.page_id, incident, facts, lasts, priority, now)])


def _said(silent: Delivery, person: Staff) -> str:
    if silent.state == State.SENT:
        return f"No receipt for the text to {person.first_name} in {GONE_AROUND_AFTER.seconds} s"
    return f"The text to {person.first_name} has not gone for {FAILING_FOR.seconds} s"


def _siblings(session: Session, incident: Incident, silent: Delivery) -> list[Delivery]:
    """What the same person was sent in the same round, or a later one, the silent message among it."""
    sent = deliveries.of_round(session, incident.id, incident.paging_since)
    return [one for one in sent if one.staff_id == silent.staff_id and one.facts["round"] >= silent.facts["round"]]


def _second_way(
    session: Session, incident: Incident, person: Staff, siblings: Sequence[Delivery]
) -> ContactMethod | None:
    """Another number for texts, else a call, where the step goes by it and it has not been tried in this round."""
    media = escalation.answered_by(escalation.thawed(incident.promise["escalation"]), incident.step - 1)
    tried = {(one.medium, one.address) for one in siblings}
    known = [way for way in staff.methods_of(session, [person.id]) if (way.medium, way.address) not in tried]
    spare = [way for way in known if way.medium in media and way.medium in WAKING and way.failed_at is None]
    return min(spare, key=lambda way: way.medium != Medium.SMS, default=None)
