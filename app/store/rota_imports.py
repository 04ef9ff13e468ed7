"""Imports of another tool's calendar: what each put in the place of what, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.rota import Shift


class RotaImport(Base):
    """One file that was taken in. `replaced` has the shifts that went for it, whole; undone_at: it was taken back."""

    __tablename__ = "rota_imports"

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    added: Mapped[int]
    replaced: Mapped[list[dict[str, Any]]]
    undone_at: Mapped[datetime | None]


def newest(session: Session) -> RotaImport | None:
    """The last import that was not taken back: the one that can be."""
    query = select(RotaImport).where(RotaImport.undone_at.is_(None))
    return session.scalars(query.order_by(RotaImport.at.desc(), RotaImport.id).limit(1)).first()


def held(session: Session, import_id: str) -> RotaImport | None:
    """An import, locked."""
    return session.scalar(select(RotaImport).where(RotaImport.id == import_id).with_for_update())


def shifts_of(session: Session, import_id: str, now: datetime) -> Sequence[Shift]:
    """The shifts of an import that are not over."""
    left = or_(Shift.ends_at.is_(None), Shift.ends_at > now)
    return session.scalars(select(Shift).where(Shift.import_id == import_id, left)).all()


def shifts_of_events(session: Session, uids: Collection[str], now: datetime) -> list[Shift]:
    """What was imported from these events and is not over."""
    left = (Shift.uid.is_not(None), or_(Shift.ends_at.is_(None), Shift.ends_at > now))
    return [one for one in session.scalars(select(Shift).where(*left)) if one.uid in uids]
