"""Weeks: those that the managers were told of on a Monday."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class Week(Base):
    """One week until a Monday's midnight. told_at: when its mail was made; None for the first one, before our time."""

    __tablename__ = "weeks"

    until: Mapped[datetime] = mapped_column(primary_key=True)
    told_at: Mapped[datetime | None]


def latest(session: Session) -> Week | None:
    """The week that was told of last."""
    return session.scalars(select(Week).order_by(Week.until.desc()).limit(1)).first()
