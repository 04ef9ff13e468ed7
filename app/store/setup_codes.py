"""The set-up code: what whoever makes the first administrator shows. There is one at most, and its print alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base

THE_ONE = "first administrator"


class SetupCode(Base):
    """The code that was made last; one that was made before it is overwritten."""

    __tablename__ = "setup_codes"

    id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def keep(session: Session, fingerprint: str, made_at: datetime, ends_at: datetime) -> None:
    """Keeps a code in the place of the one before it. Whoever uses that one just now is waited for."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"fingerprint": fingerprint, "made_at": made_at, "ends_at": ends_at, "used_at": None}
    new = insert(SetupCode).values(id=THE_ONE, **row)
    session.execute(new.on_conflict_do_update(index_elements=["id"], set_=row))


def found(session: Session) -> SetupCode | None:
    """The code."""
    return session.get(SetupCode, THE_ONE)


def held(session: Session) -> SetupCode | None:
    """The code, locked."""
    query = select(SetupCode).where(SetupCode.id == THE_ONE).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))
