"""Shifts from another tool's calendar: all of its events, or none. The same file again replaces them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain import on_call as working
from app.domain.on_call import Piece
from app.domain.rota_events import Occurrence
from app.domain.rota_gaps import Gap
from app.domain.rulebook import Rulebook
from app.operations import rota, rota_gaps
from app.operations.rota import Hand, note
from app.store import on_call, rota_imports, staff
from app.store.rota import Shift
from app.store.rota_imports import RotaImport
from app.store.staff import Staff

AHEAD = timedelta(days=400)  # an event that recurs for ever is taken in as far as that


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A shift as it would be: the event that it comes from, its layer, and whose it is."""

    event: Occurrence
    layer: str
    staff_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a file would do. With any `faults`, in words, it does nothing. `gone`: the ids of what it would replace."""

    shifts: tuple[Planned, ...]
    gone: frozenset[str]
    faults: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The same as long as the file would do the same."""
        lines = [f"{one.event.uid} {one.event.starts_at} {one.event.ends_at} {one.layer} {one.staff_id}"
                 for one in self.shifts]  # fmt: skip
        return hashlib.sha256("\n".join([*lines, *sorted(self.gone)]).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What was done. With any `faults`, in words, nothing was."""

    added: int = 0
    replaced: int = 0
    faults: tuple[str, ...] = ()


def plan(session: Session, hand: Hand, events: Sequence[Occurrence], uids: Collection[str], layer: str | None) -> Plan:
    """What taking the events in would do. `uids` are all of the file's: their shifts that are not over are replaced."""
    people = staff.active(session)
    faults: dict[str, None] = {}
    shifts: list[Planned] = []
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
            faults[f"{where}: its summary names no layer, or more than one ({names}); choose one for all"] = None
        else:
            shifts += [Planned(event=event, layer=slug, staff_id=one.id, name=one.name) for one in who]
    gone = frozenset(one.id for one in rota_imports.shifts_of_events(session, uids, hand.now))
    return Plan(shifts=tuple(shifts), gone=gone, faults=tuple(faults))


def take_in(
    session: Session, hand: Hand, events: Sequence[Occurrence], uids: Collection[str], layer: str | None
) -> Imported:
    """Puts the events' people on call, and remembers what that replaced."""
    planned = plan(session, hand, events, uids, layer)
    if planned.faults:
        return Imported(faults=planned.faults)
    gone = [_kept(one) for one in rota_imports.shifts_of_events(session, uids, hand.now)]
    _remove(session, planned.gone)
    done = RotaImport(
        id=hand.mint.id(), at=hand.now, by=hand.by, added=len(planned.shifts), replaced=gone, undone_at=None
    )
    session.add(done)
    session.flush()
    for one in planned.shifts:
        shift = rota.add_shift(
            session,
            layer=one.layer,
            staff_id=one.staff_id,
            starts_at=one.event.starts_at,
            ends_at=one.event.ends_at,
            mint=hand.mint,
            uid=one.event.uid,
        )
        shift.import_id = done.id
    note(session, hand, f"Imported {done.added} shifts from a calendar's file; {len(gone)} were replaced")
    return Imported(added=done.added, replaced=len(gone))


def undo(session: Session, hand: Hand, import_id: str) -> bool:
    """Takes an import back: its shifts that are not over go, and those that it replaced are there again.

    False if there is none, or it was taken back already, or a later one stands on it.
    """
    done = rota_imports.held(session, import_id)
    newest = rota_imports.newest(session)
    if done is None or done.undone_at or newest is None or newest.id != done.id:
        return False
    own = rota_imports.shifts_of(session, import_id, hand.now)
    for shift in own:
        if shift.starts_at < hand.now and done.at < hand.now:
            shift.ends_at = hand.now  # whoever was on call by it until now, was
        else:
            session.delete(shift)
    back = [row for row in done.replaced if row["ends_at"] is None or _instant(row["ends_at"]) > hand.now]
    session.add_all(Shift(id=hand.mint.id(), **_shift(row)) for row in back)
    done.undone_at = hand.now
    note(session, hand, f"Took an import back: {len(own)} shifts went, and {len(back)} are there again")
    return True


def gaps_after(session: Session, planned: Plan, rules: Rulebook, now: datetime) -> list[Gap]:
    """The gaps of the next fourteen days, as they would be."""
    end = now + rota_gaps.HORIZON
    there = on_call.plan_of(session, now, end)
    new = tuple(
        Piece(
            layer=one.layer, staff_id=one.staff_id, starts_at=one.event.starts_at, ends_at=one.event.ends_at,
            source="shift", of=one.event.uid,
        )
        for one in planned.shifts
    )  # fmt: skip
    left = tuple(one for one in there.shifts if one.of not in planned.gone)
    spans = working.merged(working.worked_out(replace(there, shifts=left + new), now, end).pieces)
    return rota_gaps.found(session, rules, now, end, spans)


def _remove(session: Session, shift_ids: Collection[str]) -> None:
    ids = sorted(shift_ids)
    for first in range(0, len(ids), 500):
        session.execute(delete(Shift).where(Shift.id.in_(ids[first : first + 500])))


def _kept(shift: Shift) -> dict[str, Any]:
    """A shift that is replaced, as it is remembered."""
    return {
        "layer": shift.layer,
        "staff_id": shift.staff_id,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat() if shift.ends_at else None,
        "uid": shift.uid,
        "import_id": shift.import_id,
    }


def _shift(row: dict[str, Any]) -> dict[str, Any]:
    ends_at = _instant(row["ends_at"]) if row["ends_at"] else None
    return row | {"starts_at": _instant(row["starts_at"]), "ends_at": ends_at}


def _instant(words: str) -> datetime:
    return datetime.fromisoformat(words)


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
