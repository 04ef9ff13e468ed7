"""Replies: what a person told the customer, and when they will hear again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class Reply(Base):
    """One reply by a person, by mail or on the telephone, in its three parts."""

    __tablename__ = "replies"

    id: Mapped[str] = mapped_column(primary_key=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    by_telephone: Mapped[bool]
    receipt: Mapped[str]
    diagnosis: Mapped[str]
    next_update_by: Mapped[datetime | None]


def of_incident(session: Session, incident_id: str) -> Sequence[Reply]:
    """What the customer was told, newest first."""
    return session.scalars(select(Reply).where(Reply.incident_id == incident_id).order_by(Reply.at.desc())).all()
