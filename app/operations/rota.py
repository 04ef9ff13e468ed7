"""The rota's changes: shifts are added, and ended. Whoever changes it says who they are, and it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import rota_words
from app.domain.on_call import FOREVER
from app.domain.policy import SupportPolicy
from app.domain.tokens import Mint
from app.operations import record
from app.store.rota import Shift
from app.store.rota_notes import RotaChange
from app.store.staff import Staff


class ShiftError(ValueError):
    """The shift cannot be: why."""


class RotaError(ValueError):
    """The change cannot be: the field of its form that is at fault, and why."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who changes the rota (by name), by which policy's layers and clocks, and when."""

    by: str
    policy: SupportPolicy
    mint: Mint
    now: datetime

    @property
    def zone(self) -> str:
        """The zone whose clocks the rota goes by."""
        return self.policy.hours.zone

    def when(self, start: datetime, end: datetime | None) -> str:
        """A span in words."""
        return rota_words.span_words(start, end or FOREVER, self.policy.hours.local)

    def layer(self, slug: str) -> str:
        """A layer in words."""
        return rota_words.layer_name(self.policy, slug)


def note(session: Session, hand: Hand, text: str) -> None:
    """Writes down a change: for the rota's page, and in the record."""
    session.add(RotaChange(id=hand.mint.id(), at=hand.now, by=hand.by, text=text))
    record.append(session, [record.event("rota.changed", text, hand.now, actor=hand.by)])


def add_shift(
    session: Session,
    *,
    layer: str,
    staff_id: str,
    starts_at: datetime,
    ends_at: datetime | None,
    mint: Mint,
    hand: Hand | None = None,
    uid: str | None = None,
) -> Shift:
    """Puts a person on call. Without an end it lasts until further notice."""
    if ends_at is not None and ends_at <= starts_at:
        raise ShiftError("The end must be later than the start")
    shift = Shift(id=mint.id(), layer=layer, staff_id=staff_id, starts_at=starts_at, ends_at=ends_at, uid=uid)
    session.add(shift)
    session.flush()
    if hand:
        name = session.get_one(Staff, staff_id).name
        note(session, hand, f"Put {name} on call as {hand.layer(layer)}, {hand.when(starts_at, ends_at)}")
    return shift


def end_shift(session: Session, shift_id: str, now: datetime, hand: Hand | None = None) -> bool:
    """Ends a shift now, or takes it away if it has not begun. False if there is no such shift, or it is over."""
    shift = session.get(Shift, shift_id)
    if shift is None or (shift.ends_at and shift.ends_at <= now):
        return False
    if hand:
        what = "Took away" if shift.starts_at >= now else "Ended"
        name = session.get_one(Staff, shift.staff_id).name
        when = hand.when(shift.starts_at, shift.ends_at)
        note(session, hand, f"{what} {name}'s shift as {hand.layer(shift.layer)}, {when}")
    if shift.starts_at >= now:
        session.delete(shift)
    else:
        shift.ends_at = now
    return True
