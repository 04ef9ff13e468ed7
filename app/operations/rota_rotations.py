"""Rotations: people who take turns are put in an order, and the turns are ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain import local_time
from app.domain.rotation import weeks_or_days
from app.operations.rota import Hand, RotaError, note
from app.store.rota import KeptRotation, RotationMember, members_of
from app.store.staff import Staff


def start(
    session: Session, hand: Hand, *, layer: str, people: Sequence[str], days: int, first: datetime
) -> KeptRotation:
    """Starts a rotation: its first handover is at `first` on the clocks. RotaError if it cannot be."""
    if not people:
        raise RotaError("people", "Choose who takes turns")
    instants = local_time.instants(first, hand.zone)
    if not instants:
        raise RotaError("first", "That time does not happen: the clocks go forward then. Choose another time")
    rotation = KeptRotation(
        id=hand.mint.id(), layer=layer, days=days, starts_at=instants[0], ends_at=None, zone=hand.zone
    )
    session.add(rotation)
    session.flush()
    session.add_all(
        RotationMember(rotation_id=rotation.id, position=position, staff_id=staff_id)
        for position, staff_id in enumerate(people)
    )
    session.flush()
    names = ", ".join(session.get_one(Staff, staff_id).first_name for staff_id in people)
    when = hand.when(rotation.starts_at, None)
    note(session, hand, f"{names} take turns as {hand.layer(layer)}, {weeks_or_days(days)} each, from {when}")
    return rotation


def end(session: Session, hand: Hand, rotation_id: str) -> bool:
    """Ends a rotation now, or takes it away if it has not begun. False if there is none, or it is over."""
    rotation = session.get(KeptRotation, rotation_id, with_for_update=True)
    if rotation is None or (rotation.ends_at and rotation.ends_at <= hand.now):
        return False
    names = ", ".join(one.first_name for one in members_of(session, [rotation_id])[rotation_id])
    if rotation.starts_at >= hand.now:
        session.execute(delete(RotationMember).where(RotationMember.rotation_id == rotation_id))
        session.delete(rotation)
    else:
        rotation.ends_at = hand.now
    note(session, hand, f"Ended the rotation of {names} as {hand.layer(rotation.layer)}")
    return True
