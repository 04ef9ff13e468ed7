"""Passkeys: keys on people's own devices that let them in. Only the public half is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.staff import Staff


class Passkey(Base):
    """A person's key, by the name that they gave it.

    `handle` is what its device calls it; `counter` is how often it was used, as far as its device counts that.
    """

    __tablename__ = "passkeys"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    handle: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    counter: Mapped[int] = mapped_column(BigInteger)  # 32 bits without a sign
    name: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def held(session: Session, handle: str) -> tuple[Passkey, Staff] | None:
    """The passkey that its device calls so, with its owner, if they are active."""
    query = select(Passkey, Staff).join(Staff, Staff.id == Passkey.staff_id)
    found = session.execute(query.where(Passkey.handle == handle, Staff.is_active)).one_or_none()
    return (found[0], found[1]) if found else None


def of_person(session: Session, staff_id: str) -> Sequence[Passkey]:
    """A person's passkeys, the oldest first."""
    theirs = select(Passkey).where(Passkey.staff_id == staff_id)
    return session.scalars(theirs.order_by(Passkey.made_at, Passkey.id)).all()


def count(session: Session, staff_id: str) -> int:
    """How many a person has."""
    return session.scalar(select(func.count()).where(Passkey.staff_id == staff_id)) or 0
