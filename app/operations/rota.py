"""The rota's changes: shifts are added, and ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.store.rota import Shift


class ShiftError(ValueError):
    """The shift cannot be: why."""


def add_shift(
    session: Session, *, layer: str, staff_id: str, starts_at: datetime, ends_at: datetime | None, mint: Mint
) -> Shift:
    """Puts a person on call. Without an end it lasts until further notice."""
    if ends_at is not None and ends_at <= starts_at:
        raise ShiftError("The end must be later than the start")
    shift = Shift(id=mint.id(), layer=layer, staff_id=staff_id, starts_at=starts_at, ends_at=ends_at)
    session.add(shift)
    session.flush()
    return shift


def end_shift(session: Session, shift_id: str, now: datetime) -> bool:
    """Ends a shift now, or takes it away if it has not begun. False if there is no such shift, or it is over."""
    shift = session.get(Shift, shift_id)
    if shift is None or (shift.ends_at and shift.ends_at <= now):
        return False
    if shift.starts_at >= now:
        session.delete(shift)
    else:
        shift.ends_at = now
    return True
