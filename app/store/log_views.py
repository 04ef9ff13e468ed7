"""Saved views of the intake log: its address under a name, kept by one person or shared with all staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.staff import Staff


class LogView(Base):
    """One view. `query` is what stands in the address after the question mark."""

    __tablename__ = "log_views"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    name: Mapped[str]
    query: Mapped[str]
    is_shared: Mapped[bool]
    created_at: Mapped[datetime]


def seen_by(session: Session, staff_id: str) -> Sequence[tuple[LogView, str]]:
    """The views that somebody may open, by name, each with its owner's name: their own, and those that are shared."""
    query = select(LogView, Staff.name).join(Staff, Staff.id == LogView.staff_id)
    query = query.where(or_(LogView.staff_id == staff_id, LogView.is_shared))
    return [(view, owner) for view, owner in session.execute(query.order_by(LogView.name, LogView.id))]
