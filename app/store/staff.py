"""Staff: people, their roles, and the ways to reach them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base

ROLES = ("engineer", "manager")


class Staff(Base):
    """A person. `session_epoch` grows when their sign-ins are to end.

    `second_factor` is the fingerprint of their authenticator's secret, once they have one; `second_factor_step` the
    last period whose code they used.
    """

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str | None]
    session_epoch: Mapped[int]
    is_active: Mapped[bool]
    second_factor: Mapped[str | None]
    second_factor_step: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]

    @property
    def first_name(self) -> str:
        """What colleagues call them."""
        return self.name.split()[0]


class ContactMethod(Base):
    """A way to reach a person: a medium and an address, in the person's order. `failed_at`: proven not to work."""

    __tablename__ = "contact_methods"
    __table_args__ = (Index(None, "staff_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    medium: Mapped[str]
    address: Mapped[str]
    position: Mapped[int]
    failed_at: Mapped[datetime | None]
    failed_because: Mapped[str | None]


def by_email(session: Session, email: str) -> Staff | None:
    """The active person who signs in with that address."""
    return session.scalar(select(Staff).where(Staff.email == email.strip().lower(), Staff.is_active))


def former_by_email(session: Session, email: str) -> Staff | None:
    """The person who signed in with that address, and has left."""
    return session.scalar(select(Staff).where(Staff.email == email.strip().lower(), ~Staff.is_active))


def active(session: Session, role: str | None = None) -> Sequence[Staff]:
    """Everybody who can be paged, by name."""
    query = select(Staff).where(Staff.is_active).order_by(Staff.name)
    return session.scalars(query.where(Staff.role == role) if role else query).all()


def methods_of(session: Session, staff_ids: Sequence[str]) -> Sequence[ContactMethod]:
    """The ways to reach these people, each person's in their order."""
    return session.scalars(_METHODS, {"staff_ids": list(staff_ids)}).all()


_METHODS = (
    select(ContactMethod)
    .where(ContactMethod.staff_id.in_(bindparam("staff_ids", expanding=True)))
    .order_by(ContactMethod.staff_id, ContactMethod.position)
)
