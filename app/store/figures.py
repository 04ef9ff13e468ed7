"""Figures: what the portal promises, counted in the database at the moment at which somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.deliveries import PAGE_WENT, Delivery
from app.store.incidents import Incident
from app.store.reports import was_overturned
from app.store.staff import ContactMethod, Staff


def oldest_waiting(session: Session) -> datetime | None:
    """When the oldest open incident that nobody has was opened. Drills are not counted."""
    waits = (Incident.resolved_at.is_(None), Incident.acknowledged_at.is_(None), ~Incident.is_drill)
    return session.scalar(select(func.min(Incident.opened_at)).where(*waits))


def next_page(session: Session) -> datetime | None:
    """When the next page is due."""
    return session.scalar(select(func.min(Incident.next_page_at)).where(Incident.next_page_at.is_not(None)))


def deliveries_since(session: Session, since: datetime) -> Sequence[Any]:
    """How many messages were made since then: state, medium, provider or None, and the count."""
    columns = (Delivery.state, Delivery.medium, Delivery.provider)
    query = select(*columns, func.count()).where(Delivery.created_at >= since).group_by(*columns)
    return session.execute(query.order_by(*columns)).all()


def first_pages(session: Session, since: datetime) -> list[float]:
    """Seconds from the opening of each incident since then to the handing over of its first page.

    What was refused at first and accepted later is left out: nobody was to be paged before.
    """
    query = (
        select(Incident.opened_at, func.min(Delivery.sent_at, type_=Delivery.sent_at.type))
        .join(Delivery, Delivery.incident_id == Incident.id)
        .where(Incident.opened_at >= since, ~Incident.is_drill, ~was_overturned(Incident.id))
        .where(Delivery.created_at >= since, PAGE_WENT)
        .group_by(Incident.id)
    )
    rows = session.execute(query)
    return [(sent_at - opened_at).total_seconds() for opened_at, sent_at in rows if sent_at is not None]


def opted_out(session: Session) -> int:
    """How many numbers of people who can be paged have asked for no more texts."""
    query = select(func.count()).select_from(ContactMethod).join(Staff, Staff.id == ContactMethod.staff_id)
    stopped = (ContactMethod.opted_out_at.is_not(None), ContactMethod.removed_at.is_(None), Staff.is_active)
    return session.scalar(query.where(*stopped)) or 0
