"""Beats: each dispatcher saying that it completed a cycle, and that its audit passed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class Beat(Base):
    """The last complete cycle of one dispatcher; `fault` is what its audit found."""

    __tablename__ = "beats"

    dispatcher: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    fault: Mapped[str]


AHEAD = timedelta(minutes=1)  # a beat further in the future is of a clock that was set back since, and proves nothing


def latest(session: Session, now: datetime | None = None) -> Beat | None:
    """The newest beat of any dispatcher; of those that a clock can have said by now, where it is given."""
    query = select(Beat).order_by(Beat.at.desc()).limit(1)
    return session.scalars(query.where(Beat.at <= now + AHEAD) if now else query).first()


def every(session: Session) -> Sequence[Beat]:
    """The last beat of each dispatcher."""
    return session.scalars(select(Beat)).all()


def write(session: Session, dispatcher: str, at: datetime, fault: str) -> None:
    """Says that `dispatcher` completed a cycle, and forgets those that have been gone for a day."""
    session.execute(delete(Beat).where(Beat.at < at - timedelta(days=1)))
    session.merge(Beat(dispatcher=dispatcher, at=at, fault=fault))
