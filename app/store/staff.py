"""Staff: people, their roles, and the ways to reach them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.delivery import Medium
from app.domain.roles import ADMINISTRATOR, MANAGING, PAGED, at_least
from app.store.base import Base


class Staff(Base):
    """A person. `session_epoch` grows when their sign-ins are to end.

    `second_factor` is the fingerprint of their authenticator's secret, once they have one; `second_factor_step` the
    last period whose code they used; `second_factor_version` grows when that secret is to be worth nothing any more;
    `second_factor_offered` is the last version that was shown to be put into another app.
    `drills_since`: they have agreed since then to take part in drills.
    left_at: since when they are not active any more, as far as anybody noted it.
    is_break_glass: nobody's own, but an account in a sealed envelope, which is never paged; when it was last used.
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
    second_factor_version: Mapped[int] = mapped_column(server_default="0")
    second_factor_offered: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    drills_since: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    is_break_glass: Mapped[bool] = mapped_column(server_default=false())
    break_glass_used_at: Mapped[datetime | None]

    @property
    def first_name(self) -> str:
        """What colleagues call them."""
        return self.name if self.is_break_glass else self.name.split()[0]

    def may(self, least: str) -> bool:
        """Whether their role may do what `least` may."""
        return at_least(self.role, least)


class ContactMethod(Base):
    """A way to reach a person: a medium and an address, in the person's order.

    It counts once it is verified, in the way that `verified_how` says, and until it is removed; its history stays.
    `failed_at`: proven not to work. `opted_out_at`: they asked their provider for no more texts from us.
    """

    __tablename__ = "contact_methods"
    __table_args__ = (Index(None, "staff_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    medium: Mapped[str]
    address: Mapped[str]
    position: Mapped[int]
    verified_at: Mapped[datetime | None]
    verified_how: Mapped[str | None]
    failed_at: Mapped[datetime | None]
    failed_because: Mapped[str | None]
    opted_out_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


def by_email(session: Session, email: str) -> Staff | None:
    """The active person who signs in with that address."""
    return session.scalar(select(Staff).where(Staff.email == email.strip().lower(), Staff.is_active))


def former_by_email(session: Session, email: str) -> Staff | None:
    """The person who signed in with that address, and has left."""
    return session.scalar(select(Staff).where(Staff.email == email.strip().lower(), ~Staff.is_active))


def is_anybody(session: Session) -> bool:
    """Whether there is anybody at all: those who have left and break-glass accounts too."""
    return session.scalar(select(Staff.id).limit(1)) is not None


def active(session: Session) -> Sequence[Staff]:
    """Everybody who can be paged, by name."""
    return session.scalars(_PEOPLE.where(Staff.role.in_(PAGED))).all()


def managing(session: Session) -> Sequence[Staff]:
    """Managers and administrators, by name."""
    return session.scalars(_PEOPLE.where(Staff.role.in_(MANAGING))).all()


def administrators(session: Session) -> Sequence[Staff]:
    """The administrators who are active, break-glass accounts too."""
    return session.scalars(_ADMINISTRATORS).all()


def administrators_held(session: Session) -> Sequence[Staff]:
    """The same, locked, as the database has them now."""
    return session.scalars(_ADMINISTRATORS.with_for_update().execution_options(populate_existing=True)).all()


def break_glass(session: Session) -> Sequence[Staff]:
    """The break-glass accounts, those that are not active too, by name."""
    return session.scalars(select(Staff).where(Staff.is_break_glass).order_by(Staff.name)).all()


def everybody(session: Session) -> Sequence[Staff]:
    """Everybody, those who have left too, by name."""
    return session.scalars(select(Staff).order_by(Staff.name, Staff.id)).all()


def methods_of(session: Session, staff_ids: Sequence[str]) -> Sequence[ContactMethod]:
    """The ways to reach these people that count, each person's in their order."""
    return session.scalars(_METHODS, {"staff_ids": list(staff_ids)}).all()


def kept_methods_of(session: Session, staff_ids: Sequence[str]) -> Sequence[ContactMethod]:
    """The same, with those that are not verified yet."""
    return session.scalars(_KEPT_METHODS, {"staff_ids": list(staff_ids)}).all()


def mute(session: Session) -> Sequence[tuple[Staff, ContactMethod]]:
    """Proven ways that reach nobody now: they asked for no more texts, or what went there failed. By person."""
    query = select(Staff, ContactMethod).join(ContactMethod, ContactMethod.staff_id == Staff.id)
    kept = (Staff.is_active, ContactMethod.removed_at.is_(None), ContactMethod.verified_at.is_not(None))
    is_mute = ContactMethod.opted_out_at.is_not(None) | ContactMethod.failed_at.is_not(None)
    rows = session.execute(query.where(*kept, is_mute).order_by(Staff.name, ContactMethod.position))
    return [(row[0], row[1]) for row in rows]


def texted_at(session: Session, address: str) -> Sequence[tuple[ContactMethod, Staff]]:
    """Whose texts go to this number, verified or not: active people alone."""
    query = (
        select(ContactMethod, Staff)
        .join(Staff, Staff.id == ContactMethod.staff_id)
        .where(ContactMethod.medium == Medium.SMS, ContactMethod.address == address)
        .where(ContactMethod.removed_at.is_(None), Staff.is_active)
        .order_by(Staff.created_at, ContactMethod.id)
    )
    return [(method, person) for method, person in session.execute(query)]


_PEOPLE = select(Staff).where(Staff.is_active, ~Staff.is_break_glass).order_by(Staff.name)
_ADMINISTRATORS = select(Staff).where(Staff.role == ADMINISTRATOR, Staff.is_active).order_by(Staff.id)
_KEPT_METHODS = (
    select(ContactMethod)
    .where(ContactMethod.staff_id.in_(bindparam("staff_ids", expanding=True)), ContactMethod.removed_at.is_(None))
    .order_by(ContactMethod.staff_id, ContactMethod.position)
)
_METHODS = _KEPT_METHODS.where(ContactMethod.verified_at.is_not(None))
