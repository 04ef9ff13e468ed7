"""Chores: what dispatchers see to now and then, each due at an instant that the database remembers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class Chore(Base):
    """A chore by its name, and when it wants to be done next."""

    __tablename__ = "chores"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]


def due(session: Session, now: datetime) -> list[str]:
    """The names of the chores that are due, the one that waits longest first."""
    return list(session.scalars(select(Chore.name).where(Chore.due_at <= now).order_by(Chore.due_at, Chore.name)))


def held(session: Session, name: str, now: datetime) -> Chore | None:
    """The chore, locked, if it is still due; None where another dispatcher has it, or has done it."""
    query = select(Chore).where(Chore.name == name, Chore.due_at <= now)
    return session.scalar(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))


def next_due(session: Session) -> datetime | None:
    """The earliest instant at which a chore wants to be done."""
    return session.scalar(select(func.min(Chore.due_at)))


def bring_forward(session: Session, name: str, at: datetime) -> None:
    """Makes a chore due at `at`, if it is due later."""
    session.execute(update(Chore).where(Chore.name == name, Chore.due_at > at).values(due_at=at))


def expect(session: Session, names: Collection[str], now: datetime) -> None:
    """Makes those chores due now that the database has never heard of."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"name": name, "due_at": now} for name in names]
    if rows:
        session.execute(insert(Chore).on_conflict_do_nothing(), rows)
