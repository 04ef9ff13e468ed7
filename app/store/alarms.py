"""Alarms: what is wrong with our own means of reaching people, from when to when, and when somebody was told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Index, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base

ACCOUNT = "account:"  # how the kinds begin of providers that take nothing of ours


class Alarm(Base):
    """One thing that is wrong, by its kind ("account:twilio"). `words` are ours; `detail` is what the provider said.

    seen_at: when it was noticed last. last_told_at: when managers were told last. cleared_at: None while it lasts.
    """

    __tablename__ = "alarms"
    __table_args__ = (
        Index("ix_alarms_standing", "since", sqlite_where=text("cleared_at IS NULL"),
              postgresql_where=text("cleared_at IS NULL")),
    )  # fmt: skip

    kind: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    detail: Mapped[str]
    since: Mapped[datetime]
    seen_at: Mapped[datetime]
    last_told_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]


def held(session: Session, kind: str, words: str, now: datetime) -> Alarm:
    """The alarm of that kind, locked; one that was never raised is made first, as one that is over."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    never = {"kind": kind, "words": words, "detail": "", "since": now, "seen_at": now, "cleared_at": now}
    session.execute(insert(Alarm).on_conflict_do_nothing(), [never])
    query = select(Alarm).where(Alarm.kind == kind).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def standing(session: Session) -> Sequence[Alarm]:
    """The alarms that last, the oldest first."""
    return session.scalars(select(Alarm).where(Alarm.cleared_at.is_(None)).order_by(Alarm.since, Alarm.kind)).all()


def ended(session: Session, kinds: Collection[str], unseen_for: timedelta, now: datetime) -> Sequence[Alarm]:
    """Ends the alarms of these kinds that last, and that nobody has noticed for that long; returns them."""
    return _ended(session, Alarm.kind.in_(kinds) & (Alarm.seen_at <= now - unseen_for), now) if kinds else ()


def faded(session: Session, prefix: str, unseen_for: timedelta, now: datetime) -> Sequence[Alarm]:
    """Ends the alarms whose kind begins so, and that nobody has noticed for that long; returns them."""
    return _ended(session, Alarm.kind.startswith(prefix) & (Alarm.seen_at < now - unseen_for), now)


def _ended(session: Session, which: ColumnElement[bool], now: datetime) -> Sequence[Alarm]:
    query = update(Alarm).where(which, Alarm.cleared_at.is_(None)).values(cleared_at=now).returning(Alarm)
    return sorted(session.scalars(query), key=lambda alarm: alarm.kind)
