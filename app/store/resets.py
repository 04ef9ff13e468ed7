"""Resets: links by which people whose sign-in was voided choose a new password. Only a token's print is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.staff import Staff
from app.store.timeline import RESET, Event


class Reset(Base):
    """One link; over once its person's `session_epoch` has grown beyond `epoch`, whatever ended their sign-ins."""

    __tablename__ = "resets"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    epoch: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def is_good(self, who: Staff, now: datetime) -> bool:
        """Whether its person may still choose a password by it."""
        return who.is_active and who.session_epoch == self.epoch and self.used_at is None and now < self.ends_at


def by_fingerprint(session: Session, fingerprint: str) -> tuple[Reset, Staff] | None:
    """The reset that a link belongs to, with its person."""
    query = select(Reset, Staff).join(Staff, Staff.id == Reset.staff_id).where(Reset.fingerprint == fingerprint)
    found = session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def newest(session: Session, staff_id: str) -> Reset | None:
    """A person's newest reset: the only one that may be good."""
    query = select(Reset).where(Reset.staff_id == staff_id).order_by(Reset.made_at.desc(), Reset.id)
    return session.scalar(query.limit(1))


def made_by(session: Session, reset_id: str) -> str | None:
    """Who made it, as the record calls them; None where the record does not tie anybody to it."""
    query = select(Event.actor).where(Event.report_id.is_(None), Event.incident_id.is_(None), Event.kind == RESET)
    query = query.where(Event.facts["reset_id"].as_string() == reset_id)
    return session.scalar(query.order_by(Event.id.desc()).limit(1))
