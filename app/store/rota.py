"""The rota: who is on call in which layer, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.staff import Staff


class Shift(Base):
    """A person in a layer from `starts_at` until `ends_at` (half-open; None: until further notice)."""

    __tablename__ = "shifts"
    __table_args__ = (Index(None, "layer", "starts_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    layer: Mapped[str]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


def shifts_between(session: Session, start: datetime, end: datetime) -> Sequence[tuple[Shift, Staff]]:
    """The shifts of active people that touch the span, in order."""
    query = (
        select(Shift, Staff)
        .join(Staff, Staff.id == Shift.staff_id)
        .where(Staff.is_active, Shift.starts_at < end, or_(Shift.ends_at.is_(None), Shift.ends_at > start))
        .order_by(Shift.starts_at, Shift.id)
    )
    return [(shift, person) for shift, person in session.execute(query)]


def on_call(session: Session, layer: str, at: datetime) -> Sequence[Staff]:
    """Who is on call in a layer at an instant."""
    return list(dict.fromkeys(session.scalars(_ON_CALL, {"layer": layer, "at": at})))


def managers_on_call(session: Session, at: datetime) -> Sequence[Staff]:
    """The managers who are on call at an instant, in whichever layer."""
    return list(dict.fromkeys(session.scalars(_MANAGERS_ON_CALL, {"at": at})))


_ON_CALL = (
    select(Staff)
    .join(Shift, Shift.staff_id == Staff.id)
    .where(Staff.is_active, Shift.layer == bindparam("layer"), Shift.starts_at <= bindparam("at"))
    .where(or_(Shift.ends_at.is_(None), Shift.ends_at > bindparam("at")))
    .order_by(Shift.starts_at, Shift.id)
)
_MANAGERS_ON_CALL = (
    select(Staff)
    .join(Shift, Shift.staff_id == Staff.id)
    .where(Staff.is_active, Staff.role == "manager", Shift.starts_at <= bindparam("at"))
    .where(or_(Shift.ends_at.is_(None), Shift.ends_at > bindparam("at")))
    .order_by(Shift.starts_at, Shift.id)
)
