"""Leavers: colleagues who have gone, and ways to reach people that were removed, once their period is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from app.domain.chain import ERASED
from app.store.passkeys import Passkey
from app.store.recovery_codes import RecoveryCode
from app.store.staff import ContactMethod, Staff
from app.store.timeline import PERSON_KINDS, Event

MARK = "erased-"  # what the sign-in address of somebody begins with whose own was erased


def note(session: Session, now: datetime) -> None:
    """Whoever is not active, and of whom nobody noted since when, has left by now."""
    gone = update(Staff).where(~Staff.is_active, Staff.left_at.is_(None))
    session.execute(gone.values(left_at=now).execution_options(synchronize_session=False))


def due(session: Session, before: datetime, limit: int) -> Sequence[Staff]:
    """Who had left by then, and still has an address here."""
    query = select(Staff).where(~Staff.is_active, Staff.left_at <= before, ~Staff.email.startswith(MARK))
    return session.scalars(query.where(~Staff.is_break_glass).limit(limit)).all()


def erase(session: Session, person: Staff) -> None:
    """Takes out how somebody who has left was reached and signed in. Their name stays in the record."""
    person.email, person.password_hash, person.second_factor = f"{MARK}{person.id}", None, None
    session.flush()
    for kind in (Passkey, RecoveryCode):
        session.execute(delete(kind).where(kind.staff_id == person.id))
    _wipe(session, ContactMethod.staff_id == person.id)


def erase_removed(session: Session, before: datetime) -> None:
    """Takes out addresses that were removed by then."""
    _wipe(session, ContactMethod.removed_at <= before)


def events_of(session: Session, staff_id: str) -> Sequence[Event]:
    """What the record says of somebody's entry and their ways to be reached."""
    query = select(Event).where(Event.report_id.is_(None), Event.incident_id.is_(None), Event.kind.in_(PERSON_KINDS))
    return session.scalars(query.where(Event.facts["staff_id"].as_string() == staff_id)).all()


def _wipe(session: Session, which: ColumnElement[bool]) -> None:
    is_there = or_(ContactMethod.address != ERASED, ContactMethod.failed_because.is_not(None))
    changes = update(ContactMethod).where(which, is_there).values(address=ERASED, failed_because=None)
    session.execute(changes.execution_options(synchronize_session=False))
