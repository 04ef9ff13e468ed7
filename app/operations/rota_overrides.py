"""Overrides: somebody on call instead of somebody else, from when to when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.operations.rota import Hand, RotaError, note
from app.store import rota
from app.store.rota import KeptOverride
from app.store.staff import Staff


def override(
    session: Session,
    hand: Hand,
    *,
    layer: str,
    staff_id: str,
    instead_of: str | None,
    starts_at: datetime,
    ends_at: datetime,
    source: str = "override",
) -> KeptOverride:
    """Puts somebody on call instead of another, or of everybody in the layer. RotaError if that cannot be."""
    check(session, hand, staff_id=staff_id, instead_of=instead_of, starts_at=starts_at, ends_at=ends_at)
    kept = KeptOverride(
        id=hand.mint.id(),
        layer=layer,
        staff_id=staff_id,
        instead_of=instead_of,
        starts_at=starts_at,
        ends_at=ends_at,
        source=source,
        made_at=hand.now,
    )
    session.add(kept)
    session.flush()
    note(session, hand, f"{_words(session, kept)} as {hand.layer(layer)}, {hand.when(starts_at, ends_at)}")
    return kept


def end(session: Session, hand: Hand, override_id: str) -> bool:
    """Ends an override now, or takes it away if it has not begun. False if there is none, or it is over."""
    kept = session.get(KeptOverride, override_id, with_for_update=True)
    if kept is None or kept.ends_at <= hand.now:
        return False
    when = hand.when(kept.starts_at, kept.ends_at)
    note(session, hand, f"Ended: {_words(session, kept)} as {hand.layer(kept.layer)}, {when}")
    if kept.starts_at >= hand.now:
        session.delete(kept)
    else:
        kept.ends_at = hand.now
    return True


def check(
    session: Session, hand: Hand, *, staff_id: str, instead_of: str | None, starts_at: datetime, ends_at: datetime
) -> None:
    """RotaError where somebody cannot be on call instead of another then."""
    if ends_at <= starts_at:
        raise RotaError("ends_at", "The end must be later than the start")
    if ends_at <= hand.now:
        raise RotaError("ends_at", "That is over already")
    if staff_id == instead_of:
        raise RotaError("staff_id", "Choose two different people")
    for absence in rota.absences_after(session, hand.now):
        if absence.staff_id == staff_id and absence.starts_at < ends_at and starts_at < absence.ends_at:
            name = session.get_one(Staff, staff_id).first_name
            raise RotaError("staff_id", f"{name} is away then: {hand.when(absence.starts_at, absence.ends_at)}")


def _words(session: Session, kept: KeptOverride) -> str:
    name = session.get_one(Staff, kept.staff_id).name
    whom = session.get_one(Staff, kept.instead_of).name if kept.instead_of else "everybody else"
    return f"{name} instead of {whom}"
