"""Nights: the spans outside of the policy's hours that the daytime desk was told of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.incidents import Incident


class Night(Base):
    """One span until an opening. told_at: when the desk's mail was made; None for the first one, before our time."""

    __tablename__ = "nights"

    until: Mapped[datetime] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    told_at: Mapped[datetime | None]


def latest(session: Session) -> Night | None:
    """The night that ended last."""
    return session.scalars(select(Night).order_by(Night.until.desc()).limit(1)).first()


def references(session: Session, ids: Collection[str]) -> Mapping[str, str]:
    """The references of these incidents, by id."""
    query = select(Incident.id, Incident.reference).where(Incident.id.in_(ids))
    return {row.id: row.reference for row in session.execute(query)} if ids else {}
