"""Deliveries, the outbox: what is to be sent to whom, when, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, and_, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.delivery import State
from app.store.base import Base

_UNDONE = "state IN ('pending', 'sending')"


class Delivery(Base):
    """One message by one medium. `due_at`: when it wants to be tried; `leased_until`: when a silent sender is given up.

    `body` is the text as it was sent, with the secret part of its link cut out.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_undone", "priority", "due_at",
              sqlite_where=text(_UNDONE), postgresql_where=text(_UNDONE)),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    wording: Mapped[str]
    medium: Mapped[str]
    person: Mapped[str]
    address: Mapped[str]
    priority: Mapped[int]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    method_id: Mapped[str | None] = mapped_column(ForeignKey("contact_methods.id"))
    page_id: Mapped[str | None] = mapped_column(ForeignKey("pages.id"))
    incident_id: Mapped[str | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    report_id: Mapped[str | None] = mapped_column(ForeignKey("reports.id"), index=True)
    facts: Mapped[dict[str, Any]]

    state: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    useful_until: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int]
    way: Mapped[int]

    provider: Mapped[str | None]
    provider_id: Mapped[str | None] = mapped_column(index=True)
    code: Mapped[str | None]
    words: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    subject: Mapped[str | None]
    body: Mapped[str | None]


class ReceiptKept(Base):
    """What a provider said of a delivery, once each."""

    __tablename__ = "receipts"
    __table_args__ = (Index(None, "provider", "event_key", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"), index=True)
    provider: Mapped[str]
    event_key: Mapped[str]
    at: Mapped[datetime]
    status: Mapped[str]
    code: Mapped[str]
    words: Mapped[str]


def claim(session: Session, *, limit: int, now: datetime, lease: timedelta) -> Sequence[Delivery]:
    """Takes up to `limit` due deliveries, the most urgent first, so that no other dispatcher sends them meanwhile."""
    wanted = select(Delivery.id).where(_due(now)).order_by(Delivery.priority, Delivery.due_at)
    taken = wanted.limit(limit).with_for_update(skip_locked=True).cte("wanted")
    claimed = (
        update(Delivery)
        .where(Delivery.id.in_(select(taken.c.id)))
        .values(state=State.SENDING, leased_until=now + lease, attempts=Delivery.attempts + 1)
        .returning(Delivery)
        .execution_options(synchronize_session=False)
    )
    return sorted(session.scalars(claimed), key=lambda delivery: (delivery.priority, delivery.due_at))


def any_due(session: Session, now: datetime) -> bool:
    """Whether something waits to be sent."""
    return session.scalar(select(Delivery.id).where(_due(now)).limit(1)) is not None


def next_due(session: Session) -> datetime | None:
    """The earliest instant at which a delivery wants to be tried."""
    pending = select(func.min(Delivery.due_at)).where(Delivery.state == State.PENDING)
    leased = select(func.min(Delivery.leased_until)).where(Delivery.state == State.SENDING)
    instants = (session.scalar(pending), session.scalar(leased))
    return min((instant for instant in instants if instant), default=None)


def of_incident(session: Session, incident_id: str) -> Sequence[Delivery]:
    """Every message of an incident, oldest first."""
    query = select(Delivery).where(Delivery.incident_id == incident_id)
    return session.scalars(query.order_by(Delivery.created_at, Delivery.id)).all()


def of_round(session: Session, incident_id: str, since: datetime) -> Sequence[Delivery]:
    """The pages of an incident that were made at `since` or later."""
    query = select(Delivery).where(Delivery.incident_id == incident_id, Delivery.page_id.is_not(None))
    return session.scalars(query.where(Delivery.created_at >= since)).all()


def handed_to(session: Session, provider: str, limit: int) -> Sequence[Delivery]:
    """The newest messages that a provider took."""
    query = select(Delivery).where(Delivery.provider == provider, Delivery.sent_at.is_not(None))
    return session.scalars(query.order_by(Delivery.sent_at.desc(), Delivery.id).limit(limit)).all()


def _due(now: datetime):  # type: ignore[no-untyped-def]
    pending = and_(Delivery.state == State.PENDING, Delivery.due_at <= now)
    given_up = and_(Delivery.state == State.SENDING, Delivery.leased_until <= now)
    return or_(pending, given_up)
