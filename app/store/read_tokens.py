"""Tokens that read the log: each is one other system's, kept as a fingerprint alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.staff import Staff


class ReadToken(Base):
    """A token that reads and does nothing else. `ending` tells tokens apart; without `expires_at` it has no end.

    used_at: when it was last used, to the minute.
    """

    __tablename__ = "read_tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(unique=True)
    ending: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


def by_fingerprint(session: Session, fingerprint: str) -> ReadToken | None:
    """The token of that fingerprint, whether it still works or not."""
    return session.scalar(select(ReadToken).where(ReadToken.fingerprint == fingerprint))


def every(session: Session) -> Sequence[tuple[ReadToken, str]]:
    """All tokens with the names of who made them: those that are not revoked first, then the newest."""
    query = select(ReadToken, Staff.name).join(Staff, Staff.id == ReadToken.made_by)
    query = query.order_by(ReadToken.revoked_at.is_not(None), ReadToken.made_at.desc(), ReadToken.id)
    return [(token, maker) for token, maker in session.execute(query)]
