"""Recovery codes: ten of a person's at most, each kept as a fingerprint alone and good once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class RecoveryCode(Base):
    """A code that stands for the second step, until it is used."""

    __tablename__ = "recovery_codes"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def left(session: Session, staff_id: str) -> int:
    """How many of a person's codes can still be used."""
    theirs = select(func.count()).where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return session.scalar(theirs) or 0
