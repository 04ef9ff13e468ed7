"""Shift checks: who was asked to prove their phone at the start of a shift, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.deliveries import Delivery
from app.store.staff import Staff


class ShiftCheck(Base):
    """A person is asked, once a `day` of the policy's zone, to prove the phone that wakes them.

    from_at: when they are on call from. delivery_id: the text; None where they have no number for texts.
    warned_at: when the rota's owners heard that it was not confirmed.
    """

    __tablename__ = "shift_checks"
    __table_args__ = (Index(None, "staff_id", "day", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    day: Mapped[str]
    token_fingerprint: Mapped[str] = mapped_column(unique=True)
    from_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    delivery_id: Mapped[str | None] = mapped_column(ForeignKey("deliveries.id"))
    confirmed_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]


def asked_on(session: Session, days: Collection[str]) -> set[tuple[str, str]]:
    """Who was asked on those days: the person's id and the day."""
    query = select(ShiftCheck.staff_id, ShiftCheck.day).where(ShiftCheck.day.in_(list(days)))
    return {(staff_id, day) for staff_id, day in session.execute(query)}


def unconfirmed(session: Session, asked_after: datetime) -> Sequence[tuple[ShiftCheck, Staff, Delivery | None]]:
    """The checks since then that nobody has confirmed or was warned of, with their texts; by when they were sent."""
    query = (
        select(ShiftCheck, Staff, Delivery)
        .join(Staff, Staff.id == ShiftCheck.staff_id)
        .outerjoin(Delivery, Delivery.id == ShiftCheck.delivery_id)
        .where(ShiftCheck.confirmed_at.is_(None), ShiftCheck.warned_at.is_(None), ShiftCheck.asked_at > asked_after)
        .order_by(ShiftCheck.asked_at, Staff.name)
    )
    return [(check, person, text) for check, person, text in session.execute(query)]


def newest_of(session: Session, staff_ids: Collection[str], after: datetime) -> dict[str, ShiftCheck]:
    """The newest check since then of each of these people, by person."""
    query = select(ShiftCheck).where(ShiftCheck.staff_id.in_(list(staff_ids)), ShiftCheck.asked_at > after)
    return {check.staff_id: check for check in session.scalars(query.order_by(ShiftCheck.asked_at))}


def by_fingerprint(session: Session, fingerprint: str) -> ShiftCheck | None:
    """The check that a link belongs to."""
    return session.scalar(select(ShiftCheck).where(ShiftCheck.token_fingerprint == fingerprint))
