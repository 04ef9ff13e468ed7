"""Load figures: who was on call, paged and acknowledged in a period, from the rota, the outbox and the timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import load
from app.domain.calendar import Calendar
from app.domain.delivery import WAKING
from app.domain.load import Load
from app.store import on_call, staff, staff_names
from app.store.deliveries import PAGE_WENT, Delivery
from app.store.incidents import Incident
from app.store.timeline import Event


def loads(session: Session, since: datetime, until: datetime, calendar: Calendar) -> Sequence[Load]:
    """What each person had between two instants, by name. Who has left is there if they had anything."""
    hours = load.hours(on_call.spans(session, since, until), since, until, calendar)
    pages, nights = _pages(session, since, until, calendar.zone.key)
    acknowledged, names = _acknowledged(session, since, until), staff_names.had(session)
    found = []
    for person in staff.everybody(session):
        one = Load(
            staff_id=person.id,
            name=person.name,
            pages=pages[person.id],
            nights=frozenset(nights.get(person.id, ())),
            acknowledged=sum(acknowledged[name] for name in names[person.id]),
            hours=hours.get(person.id, {}),
        )
        is_there = person.is_active and not person.is_break_glass
        if is_there or one.pages or one.acknowledged or one.hours:
            found.append(one)
    return found


def _pages(session: Session, since: datetime, until: datetime, zone: str) -> tuple[Counter[str], dict[str, set[date]]]:
    """How often each person was paged, by text or call, and which of their nights that broke; drills are left out.

    One round of an incident is one page, by however many messages.
    """
    query = (
        select(
            Delivery.staff_id,
            Delivery.incident_id,
            Delivery.sent_at,
            Delivery.facts["round"].as_integer().label("round"),
        )
        .join(Incident, Incident.id == Delivery.incident_id)
        .where(PAGE_WENT, Delivery.medium.in_(WAKING), ~Incident.is_drill)
        .where(Delivery.sent_at >= since, Delivery.sent_at < until)
    )
    rounds: set[tuple[str, str, int]] = set()
    nights: dict[str, set[date]] = {}
    for row in session.execute(query):
        rounds.add((row.staff_id, row.incident_id, row.round))
        night = load.broken_night(row.sent_at, zone)
        if night:
            nights.setdefault(row.staff_id, set()).add(night)
    return Counter(staff_id for staff_id, _, _ in rounds), nights


def _acknowledged(session: Session, since: datetime, until: datetime) -> Counter[str]:
    """How often each person took an incident, by name. What had joined it was taken with it and does not count."""
    query = (
        select(Event.actor)
        .join(Incident, Incident.id == Event.incident_id)
        .where(Event.kind == "acknowledged", Event.at >= since, Event.at < until)
        .where(~Incident.is_drill, Incident.lead_id.is_(None))
    )
    return Counter(session.scalars(query))
