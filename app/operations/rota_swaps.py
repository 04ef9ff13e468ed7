"""Swaps: somebody asks a colleague to take their time on call. Until it is accepted nothing changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.on_call import uncovered
from app.domain.tokens import fingerprint
from app.operations import outbox, rota_overrides
from app.operations.rota import Hand, RotaError, note
from app.store import on_call, staff
from app.store.rota import Swap
from app.store.staff import Staff

SOON = timedelta(hours=24)  # a swap that begins by then is told by text, too
PATH = "/swaps/"


def ask(
    session: Session, hand: Hand, asker: Staff, *, asked_of: str, layer: str, starts_at: datetime, ends_at: datetime
) -> Swap:
    """Asks a colleague, by mail, to take that time. RotaError if it cannot be theirs to give or to take."""
    rota_overrides.check(session, hand, staff_id=asked_of, instead_of=asker.id, starts_at=starts_at, ends_at=ends_at)
    if not _is_on_call(session, asker.id, layer, starts_at, ends_at):
        raise RotaError("starts_at", f"You are not on call as {hand.layer(layer)} for all of that time")
    swap_id = hand.mint.id()
    swap = Swap(
        id=swap_id,
        layer=layer,
        asked_by=asker.id,
        asked_of=asked_of,
        starts_at=starts_at,
        ends_at=ends_at,
        asked_at=hand.now,
        answer=None,
        answered_at=None,
        token_fingerprint=fingerprint(hand.mint.token("swap", swap_id)),
    )
    session.add(swap)
    session.flush()
    other = session.get_one(Staff, asked_of)
    note(session, hand, f"{asker.name} asked {other.name} to take {_what(hand, swap)}")
    secret = {"purpose": "swap", "of": swap.id, "fingerprint": swap.token_fingerprint, "path": PATH}
    _tell(session, hand, swap, [other], "swap-asked", asker=asker.first_name, secret=secret)
    return swap


def accept(session: Session, hand: Hand, swap_id: str) -> bool:
    """Whoever was asked takes it: they are on call then. False if it is answered already. RotaError if it is late."""
    swap = _open(session, swap_id)
    if swap is None:
        return False
    asker, other = session.get_one(Staff, swap.asked_by), session.get_one(Staff, swap.asked_of)
    if not _is_on_call(session, asker.id, swap.layer, max(swap.starts_at, hand.now), swap.ends_at):
        raise RotaError("swap", f"{asker.first_name} is not on call for all of that time any more: nothing was changed")
    rota_overrides.override(
        session,
        hand,
        layer=swap.layer,
        staff_id=other.id,
        instead_of=asker.id,
        starts_at=max(swap.starts_at, hand.now),
        ends_at=swap.ends_at,
        source="swap",
    )
    _answered(session, hand, swap, "accepted", f"{other.first_name} takes it from {asker.first_name}")
    return True


def decline(session: Session, hand: Hand, swap_id: str) -> bool:
    """Whoever was asked does not take it. False if it is answered already."""
    swap = _open(session, swap_id)
    if swap is None:
        return False
    asker, other = session.get_one(Staff, swap.asked_by), session.get_one(Staff, swap.asked_of)
    _answered(session, hand, swap, "declined", f"{other.first_name} cannot, {asker.first_name} keeps it")
    return True


def withdraw(session: Session, hand: Hand, swap_id: str) -> bool:
    """Whoever asked needs it no more. False if it is answered already."""
    swap = _open(session, swap_id)
    if swap is None:
        return False
    asker = session.get_one(Staff, swap.asked_by)
    _answered(session, hand, swap, "withdrawn", f"{asker.first_name} asks no more, and keeps it")
    return True


def _open(session: Session, swap_id: str) -> Swap | None:
    """The swap, locked, if nobody has answered."""
    swap = session.get(Swap, swap_id, with_for_update=True, populate_existing=True)
    return swap if swap and swap.answer is None else None


def _answered(session: Session, hand: Hand, swap: Swap, answer: str, outcome: str) -> None:
    swap.answer, swap.answered_at = answer, hand.now
    note(session, hand, f"Swap {answer}: {outcome}, {_what(hand, swap)}")
    both = [session.get_one(Staff, swap.asked_by), session.get_one(Staff, swap.asked_of)]
    _tell(session, hand, swap, both, "swap-answered", outcome=outcome)


def _tell(session: Session, hand: Hand, swap: Swap, people: list[Staff], wording: str, **facts: Any) -> None:
    media = (Medium.MAIL, Medium.SMS) if swap.starts_at <= hand.now + SOON else (Medium.MAIL,)
    by_id = {person.id: person for person in people}
    known = {"layer": hand.layer(swap.layer), "when": hand.when(swap.starts_at, swap.ends_at), **facts}
    outbox.post(
        session,
        [
            outbox.to_method(
                hand.mint,
                by_id[method.staff_id],
                method,
                wording,
                hand.now,
                lasts=outbox.MAIL_LASTS,
                priority=outbox.ROUTINE,
                **known,
            )
            for method in staff.methods_of(session, list(by_id))
            if method.medium in media
        ],
    )


def _is_on_call(session: Session, staff_id: str, layer: str, start: datetime, end: datetime) -> bool:
    own = [one for one in on_call.spans(session, start, end) if one.staff_id == staff_id]
    return not uncovered(own, layer, start, end)


def _what(hand: Hand, swap: Swap) -> str:
    return f"{hand.layer(swap.layer)}, {hand.when(swap.starts_at, swap.ends_at)}"
