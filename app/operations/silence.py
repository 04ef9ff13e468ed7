"""Silence: the alarm about paging itself. Whoever notices asks here who tells the managers, so that one does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.delivery import Medium, State
from app.domain.self_alarm import LEASE, REPEAT
from app.domain.tokens import Mint
from app.operations import alarms, outbox, record
from app.store import alarms as kept
from app.store import deliveries, staff
from app.store.alarms import Alarm
from app.store.base import put
from app.store.deliveries import Delivery
from app.store.reach import Person, Way

KIND = "paging"
WORDS = "paging is silent, and reports may reach nobody"
BY = {Medium.SMS: "text", Medium.MAIL: "mail", Medium.VOICE: "call"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """A message that a provider took, past the outbox: to whom, by which way, and what it said."""

    id: str
    person: Person
    way: Way
    provider: str
    provider_id: str
    subject: str
    body: str
    at: datetime


def managers(session: Session, now: datetime) -> list[Person]:
    """Who hears of it, with every way to reach them, the working ones first."""
    people = alarms.managers(session, now)
    found = {person.id: Person(id=person.id, name=person.name, takes_part=False) for person in people}
    for method in staff.methods_of(session, list(found)):
        way = Way(id=method.id, medium=method.medium, address=method.address, failed=method.failed_at is not None)
        found[method.staff_id].ways.append(way)
    for person in found.values():
        person.ways.sort(key=lambda way: way.failed)
    return list(found.values())


def claim(session: Session, since: datetime, now: datetime) -> bool:
    """Whether whoever asks is to tell the managers now: nobody has for a while, and nobody else is about to."""
    alarm = _raised(session, since, now)
    if alarm.last_told_at and _is_recent(alarm.last_told_at, now):
        return False
    alarm.last_told_at = now - REPEAT + LEASE
    return True


def note(session: Session, since: datetime, told: Sequence[Told], mint: Mint, now: datetime) -> None:
    """Writes down what was sent past the outbox, as soon as the database takes it."""
    alarm = _raised(session, since, now)
    alarm.last_told_at = max(one.at for one in told)
    _keep(session, told, mint)


def over(session: Session, since: datetime, told: Sequence[Told], mint: Mint, now: datetime) -> bool:
    """It is over. True: whoever asks is to say so, because managers have heard of it and of its end not yet.

    `told` is what could not be written down while it lasted.
    """
    alarm = kept.held(session, KIND, WORDS, now)
    if told and alarm.cleared_at and (alarm.last_told_at is None or alarm.cleared_at < told[-1].at):
        alarm = _raised(session, since, now)  # nobody could write down that it was ever raised
    if told:
        alarm.last_told_at = told[-1].at
        _keep(session, told, mint)
    if alarm.cleared_at:
        return False
    has_told = alarm.last_told_at is not None
    session.flush()
    alarms.clear(session, [KIND], now)
    return has_told


def said_over(session: Session, told: Sequence[Told], mint: Mint) -> None:
    """Writes down who has heard that it is over."""
    _keep(session, told, mint)


def _raised(session: Session, since: datetime, now: datetime) -> Alarm:
    alarm = kept.held(session, KIND, WORDS, now)
    if alarm.cleared_at:
        alarm.since, alarm.cleared_at, alarm.last_told_at = since, None, None
        record.append(session, [record.event("alarm.raised", f"Alarm: {WORDS}", now, alarm=KIND)])
    alarm.seen_at = now
    return alarm


def _is_recent(told_at: datetime, now: datetime) -> bool:
    """Less than a repeat ago. One that lies ahead is of a clock that has been set back since."""
    return -LEASE < now - told_at < REPEAT


def _keep(session: Session, sent: Sequence[Told], mint: Mint) -> None:
    """Once each, though the database may have taken them at a time when nobody waited for it any more."""
    known = deliveries.in_hand(session, [one.id for one in sent])
    told = [one for one in sent if one.id not in known]
    put(session, Delivery, [_row(one, mint) for one in told])
    people = {one.person.name: BY[Medium(one.way.medium)] for one in told}
    words = ", ".join(f"{name} by {medium}" for name, medium in people.items())
    if told:
        text = f"Self-alarm, past the outbox: {words}: {told[0].subject}"
        record.append(session, [record.event("alarm.told", text, told[-1].at, alarm=KIND)])


def _row(one: Told, mint: Mint) -> outbox.Row:
    row = outbox.to_method(mint, one.person, one.way, "self-alarm", one.at, lasts=timedelta(), priority=outbox.FIRST)
    return row | {
        "id": one.id,
        "state": State.SENT,
        "attempts": 1,
        "sent_at": one.at,
        "provider": one.provider,
        "provider_id": one.provider_id,
        "subject": one.subject if one.way.medium == Medium.MAIL else "",
        "body": one.body,
    }
