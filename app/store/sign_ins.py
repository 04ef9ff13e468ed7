"""Sign-ins: who is signed in to the desk, in which browser. A sign-in that has no row here is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.staff import Staff


class SignIn(Base):
    """A person signed in, in one browser; over once the person's `session_epoch` has grown beyond `epoch`.

    `proven_at`: when they last showed that it is them, by signing in or by a password or a code since.
    """

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    epoch: Mapped[int]
    way: Mapped[str]
    browser: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]


def held(session: Session, sign_in_id: str) -> tuple[SignIn, Staff] | None:
    """A sign-in with its person, if neither has been ended; how old it is, is not looked at."""
    found = session.execute(_HELD, {"id": sign_in_id}).one_or_none()
    return (found[0], found[1]) if found else None


def of_person(session: Session, staff_id: str) -> Sequence[SignIn]:
    """A person's sign-ins, the one seen last first."""
    return session.scalars(_OF_PERSON, {"staff_id": staff_id}).all()


_HELD = (
    select(SignIn, Staff)
    .join(Staff, Staff.id == SignIn.staff_id)
    .where(SignIn.id == bindparam("id"), Staff.is_active, Staff.session_epoch == SignIn.epoch)
)
_OF_PERSON = (
    select(SignIn)
    .join(Staff, Staff.id == SignIn.staff_id)
    .where(SignIn.staff_id == bindparam("staff_id"), Staff.session_epoch == SignIn.epoch)
    .order_by(SignIn.seen_at.desc(), SignIn.id)
)
