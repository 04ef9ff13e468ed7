"""Throttles: counters of attempts in fixed windows, shared by every process."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class Throttle(Base):
    """How often something was tried in the window that ends at `ends_at`."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime]


def hit(session: Session, key: str, ends_at: datetime, now: datetime) -> int:
    """Counts one more attempt, starting a new window where the last has ended; returns the window's count."""
    session.execute(delete(Throttle).where(Throttle.key == key, Throttle.ends_at <= now))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Throttle).values(key=key, count=1, ends_at=ends_at)
    counted = row.on_conflict_do_update(index_elements=["key"], set_={"count": Throttle.count + 1})
    return session.execute(counted.returning(Throttle.count)).scalar_one()


def count(session: Session, key: str, now: datetime) -> int:
    """The count of the window that is running."""
    row = session.get(Throttle, key)
    return row.count if row and row.ends_at > now else 0


def sweep(session: Session, now: datetime) -> None:
    """Forgets the windows that have ended."""
    session.execute(delete(Throttle).where(Throttle.ends_at <= now))
