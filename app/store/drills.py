"""Drills: who takes part, which were held, and the one that starts by itself every week."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.delivery import State
from app.store.base import Base
from app.store.deliveries import Delivery
from app.store.incidents import IS_DRILL, Incident
from app.store.staff import Staff

WEEKLY = "weekly"


class DrillPlan(Base):
    """When a drill starts by itself: `weekday` from Monday as 0, `time` as "10:30" on the clocks of the policy's zone.

    `note` says what became of it last, where it did not start.
    """

    __tablename__ = "drill_plans"

    name: Mapped[str] = mapped_column(primary_key=True)
    is_on: Mapped[bool]
    weekday: Mapped[int]
    time: Mapped[str]
    next_at: Mapped[datetime | None]
    note: Mapped[str]


def weekly(session: Session) -> DrillPlan | None:
    """The plan of the weekly drill, once somebody has made one."""
    return session.get(DrillPlan, WEEKLY)


def partakers(session: Session) -> Sequence[Staff]:
    """Everybody who takes part in drills, by name."""
    query = select(Staff).where(Staff.is_active, Staff.drills_since.is_not(None))
    return session.scalars(query.order_by(Staff.name)).all()


def latest(session: Session, limit: int) -> Sequence[Incident]:
    """The drills, newest first."""
    query = select(Incident).where(IS_DRILL).order_by(Incident.opened_at.desc(), Incident.id)
    return session.scalars(query.limit(limit)).all()


def running(session: Session) -> Incident | None:
    """The drill that has not ended, if there is one."""
    return session.scalar(select(Incident).where(Incident.is_drill, Incident.resolved_at.is_(None)).limit(1))


def among(session: Session, incident_ids: Collection[str | None]) -> set[str]:
    """Which of these incidents are drills."""
    wanted = [one for one in incident_ids if one]
    if not wanted:
        return set()
    return set(session.connection().execute(_AMONG, {"ids": wanted}).scalars())


def drop_messages(session: Session, staff_id: str) -> None:
    """Cancels what has not gone yet of drills to somebody who takes part no more."""
    ids = select(Incident.id).where(IS_DRILL)
    unsent = (Delivery.staff_id == staff_id, Delivery.state == State.PENDING, Delivery.incident_id.in_(ids))
    session.execute(update(Delivery).where(*unsent).values(state=State.CANCELLED, words="takes part no more"))


# Built once: each report under a flood asks this, and putting a statement together takes longer than answering it.
_AMONG = select(Incident.id).where(Incident.id.in_(bindparam("ids", expanding=True)), Incident.is_drill)
