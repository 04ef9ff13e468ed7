"""Shifts from another tool's calendar: all of its events, or none. The same file again replaces them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.domain.rota_events import Occurrence
from app.operations import rota
from app.operations.rota import Hand, note
from app.store import staff
from app.store.rota import Shift
from app.store.staff import Staff

AHEAD = timedelta(days=400)  # an event that recurs for ever is taken in as far as that


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What was done. With any `faults`, in words, nothing was."""

    added: int = 0
    replaced: int = 0
    faults: tuple[str, ...] = ()


def take_in(
    session: Session, hand: Hand, events: Sequence[Occurrence], uids: Collection[str], layer: str | None
) -> Imported:
    """Puts the events' people on call. `uids` are all of the file's: their shifts that are not over are replaced."""
    people = staff.active(session)
    faults: dict[str, None] = {}
    planned = []
    for event in events:
        where = f"line {event.line}, {event.summary or 'an event without a summary'!r}"
        who = _people(event, people)
        slug = layer or _layer(event.summary, hand)
        if not event.uid:
            faults[f"{where}: it has no UID, so that importing it again would double it"] = None
        elif not who:
            said = ", ".join(event.addresses) or "no address"
            faults[f"{where}: nobody of the staff is meant ({said}, and no name in the summary)"] = None
        elif slug is None:
            names = ", ".join(one.slug for one in hand.policy.layers)
            faults[f"{where}: its summary names no layer, or more than one ({names}); choose one with --layer"] = None
        else:
            planned += [(event, slug, one) for one in who]
    if faults:
        return Imported(faults=tuple(faults))
    replaced = _forget(session, uids, hand.now)
    for event, slug, one in planned:
        rota.add_shift(
            session,
            layer=slug,
            staff_id=one.id,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            mint=hand.mint,
            uid=event.uid,
        )
    note(session, hand, f"Imported {len(planned)} shifts from a calendar's file; {replaced} were replaced")
    return Imported(added=len(planned), replaced=replaced)


def _forget(session: Session, uids: Collection[str], now: datetime) -> int:
    """Takes away what was imported from these events and is not over; returns how many shifts that were."""
    own = (Shift.uid.is_not(None), or_(Shift.ends_at.is_(None), Shift.ends_at > now))
    kept = session.execute(select(Shift.id, Shift.uid).where(*own)).all()
    gone = [row.id for row in kept if row.uid in uids]
    for first in range(0, len(gone), 500):
        session.execute(delete(Shift).where(Shift.id.in_(gone[first : first + 500])))
    return len(gone)


def _people(event: Occurrence, people: Sequence[Staff]) -> list[Staff]:
    """Whom an event is about: by address, or else by the one name in its summary."""
    by_address = {one.email: one for one in people}
    found = list(dict.fromkeys(by_address[one] for one in event.addresses if one in by_address))
    if found:
        return found
    whole = [one for one in people if _says(event.summary, one.name)]
    return whole or _only([one for one in people if _says(event.summary, one.first_name)])


def _only(people: list[Staff]) -> list[Staff]:
    return people if len(people) == 1 else []


def _layer(summary: str, hand: Hand) -> str | None:
    """The one layer that a summary names, by its slug or by its name."""
    found = [one.slug for one in hand.policy.layers if _says(summary, one.slug) or _says(summary, one.name)]
    return found[0] if len(found) == 1 else None


def _says(words: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE) is not None
