"""What is kept about the rota: who changed what, which gaps were announced, and the keys to its calendars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.staff import Staff


class RotaChange(Base):
    """A change of the rota in plain words, and whose it was."""

    __tablename__ = "rota_changes"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    text: Mapped[str]


class GapNotice(Base):
    """Time in a layer of which the rota's owner was told that nobody covers it; `is_last`: shortly before it."""

    __tablename__ = "gap_notices"
    __table_args__ = (Index(None, "ends_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    layer: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_last: Mapped[bool]
    told_at: Mapped[datetime]


class CalendarFeed(Base):
    """A private calendar's key: of one person's shifts, or (without a person) of everybody's."""

    __tablename__ = "calendar_feeds"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    token_fingerprint: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]


def latest_changes(session: Session, limit: int) -> Sequence[RotaChange]:
    """The last changes of the rota, newest first."""
    return session.scalars(select(RotaChange).order_by(RotaChange.at.desc(), RotaChange.id).limit(limit)).all()


def gaps_told(session: Session, after: datetime) -> Sequence[GapNotice]:
    """The announced gaps that are not over."""
    return session.scalars(select(GapNotice).where(GapNotice.ends_at > after)).all()


def feed_of(session: Session, staff_id: str | None) -> CalendarFeed | None:
    """The key to a person's calendar, or to everybody's."""
    return session.scalar(select(CalendarFeed).where(CalendarFeed.staff_id == staff_id))


def feed_by_fingerprint(session: Session, fingerprint: str) -> tuple[CalendarFeed, Staff | None] | None:
    """The calendar that a key opens, with its person, if it is one person's."""
    query = (
        select(CalendarFeed, Staff)
        .outerjoin(Staff, Staff.id == CalendarFeed.staff_id)
        .where(CalendarFeed.token_fingerprint == fingerprint)
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None
