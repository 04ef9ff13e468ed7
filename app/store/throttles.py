"""Throttles: counters of attempts in fixed windows, shared by every process."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base, UtcDateTime


class Throttle(Base):
    """How often something was tried in the window that ends at `ends_at`."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime]


def hit(session: Session, key: str, ends_at: datetime, now: datetime) -> int:
    """Counts one more attempt, starting a new window where the last has ended; returns the window's count."""
    values = {"key": key, "count": 1, "ends_at": ends_at, "now": now}
    return int(session.connection().execute(_counted(session.get_bind().dialect.name), values).scalar_one())


def sweep(session: Session, now: datetime) -> None:
    """Forgets the windows that have ended."""
    session.execute(delete(Throttle).where(Throttle.ends_at <= now))


@cache
def _counted(dialect: str) -> Any:
    """Counts in the window that runs, or begins one, in a single statement."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = Throttle.__table__.c
    ended = table.ends_at <= bindparam("now", type_=UtcDateTime)
    row = insert(Throttle.__table__)  # type: ignore[arg-type]
    again = {
        "count": case((ended, 1), else_=table.count + 1),
        "ends_at": case((ended, row.excluded.ends_at), else_=table.ends_at),
    }
    return row.on_conflict_do_update(index_elements=["key"], set_=again).returning(table.count)
