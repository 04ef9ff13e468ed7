"""The rota's tables: shifts, rotations, overrides, absences and swaps. Who is on call is worked out in `on_call`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.staff import Staff


class Shift(Base):
    """A person in a layer from `starts_at` until `ends_at` (half-open; None: until further notice).

    `uid` is the event that it was imported from, in a calendar's file, and import_id when that was.
    """

    __tablename__ = "shifts"
    __table_args__ = (Index(None, "layer", "starts_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    layer: Mapped[str]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    uid: Mapped[str | None]
    import_id: Mapped[str | None] = mapped_column(ForeignKey("rota_imports.id"), index=True)


class KeptRotation(Base):
    """People who take turns of so many days in a layer, from the first handover on, by the clocks of a zone."""

    __tablename__ = "rotations"

    id: Mapped[str] = mapped_column(primary_key=True)
    layer: Mapped[str]
    days: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    zone: Mapped[str]


class RotationMember(Base):
    """A person in a rotation, at their place in its order."""

    __tablename__ = "rotation_members"

    rotation_id: Mapped[str] = mapped_column(ForeignKey("rotations.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))


class KeptOverride(Base):
    """A person on call instead of another (None: of everybody in the layer). `source`: override, swap or cover."""

    __tablename__ = "overrides"
    __table_args__ = (Index(None, "ends_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    layer: Mapped[str]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    instead_of: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    source: Mapped[str]
    made_at: Mapped[datetime]


class KeptAbsence(Base):
    """When a person is away: whole days on the clocks of the policy's zone, kept as instants."""

    __tablename__ = "absences"
    __table_args__ = (Index(None, "ends_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Swap(Base):
    """A person asks another to take a span. `answer`: accepted, declined or withdrawn; None: it is still asked."""

    __tablename__ = "swaps"
    __table_args__ = (Index(None, "ends_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    layer: Mapped[str]
    asked_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    asked_of: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    token_fingerprint: Mapped[str] = mapped_column(unique=True)


def shifts_between(session: Session, start: datetime, end: datetime) -> Sequence[tuple[Shift, Staff]]:
    """The shifts of active people that touch the span, as they were put in: overrides and absences aside."""
    query = (
        select(Shift, Staff)
        .join(Staff, Staff.id == Shift.staff_id)
        .where(Staff.is_active, Shift.starts_at < end, or_(Shift.ends_at.is_(None), Shift.ends_at > start))
        .order_by(Shift.starts_at, Shift.id)
    )
    return [(shift, person) for shift, person in session.execute(query)]


def shifts_over(session: Session, start: datetime, end: datetime, now: datetime) -> Sequence[tuple[Shift, Staff]]:
    """The same; where the span lies before `now`, with those of people who were there then and have left since."""
    query = (
        select(Shift, Staff)
        .join(Staff, Staff.id == Shift.staff_id)
        .where(Shift.starts_at < end, or_(Shift.ends_at.is_(None), Shift.ends_at > start))
        .order_by(Shift.starts_at, Shift.id)
    )
    found = [(shift, person) for shift, person in session.execute(query)]
    return [(one, who) for one, who in found if who.is_active or max(one.starts_at, start) < (who.left_at or now)]


def rotations_after(session: Session, at: datetime) -> Sequence[KeptRotation]:
    """The rotations that have not ended, in the order in which they begin."""
    query = select(KeptRotation).where(or_(KeptRotation.ends_at.is_(None), KeptRotation.ends_at > at))
    return session.scalars(query.order_by(KeptRotation.layer, KeptRotation.starts_at, KeptRotation.id)).all()


def members_of(session: Session, rotation_ids: Sequence[str]) -> dict[str, list[Staff]]:
    """The people of each rotation, in its order; those who have left too."""
    query = (
        select(RotationMember.rotation_id, Staff)
        .join(Staff, Staff.id == RotationMember.staff_id)
        .where(RotationMember.rotation_id.in_(rotation_ids))
        .order_by(RotationMember.position)
    )
    found: dict[str, list[Staff]] = {rotation_id: [] for rotation_id in rotation_ids}
    for rotation_id, person in session.execute(query):
        found[rotation_id].append(person)
    return found


def overrides_after(session: Session, at: datetime) -> Sequence[KeptOverride]:
    """The overrides that are not over."""
    query = select(KeptOverride).where(KeptOverride.ends_at > at)
    return session.scalars(query.order_by(KeptOverride.starts_at, KeptOverride.id)).all()


def absences_after(session: Session, at: datetime) -> Sequence[KeptAbsence]:
    """The absences that are not over."""
    query = select(KeptAbsence).where(KeptAbsence.ends_at > at)
    return session.scalars(query.order_by(KeptAbsence.starts_at, KeptAbsence.id)).all()


def swaps_asked(session: Session, at: datetime) -> Sequence[Swap]:
    """The swaps that nobody has answered yet, and that are not over."""
    query = select(Swap).where(Swap.answer.is_(None), Swap.ends_at > at)
    return session.scalars(query.order_by(Swap.starts_at, Swap.id)).all()


def swap_by_fingerprint(session: Session, fingerprint: str) -> Swap | None:
    """The swap that a link belongs to."""
    return session.scalar(select(Swap).where(Swap.token_fingerprint == fingerprint))
