"""Absences: somebody is away for some days. They are not on call then, and their turns want cover."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import on_call as working
from app.domain.on_call import Absence, OnCall
from app.domain.opening_times import reached
from app.operations import rota_overrides
from app.operations.rota import Hand, RotaError, note
from app.store import on_call, rota
from app.store.rota import KeptAbsence, KeptOverride
from app.store.staff import Staff

LONGEST = timedelta(days=366)


def days(hand: Hand, first: date, last: date) -> tuple[datetime, datetime]:
    """Those days, the last one included, from midnight to midnight on the clocks. RotaError if they cannot be."""
    if last < first:
        raise RotaError("last", "The last day must not be before the first")
    zone = ZoneInfo(hand.zone)
    start = reached(zone, datetime.combine(first, time()))
    end = reached(zone, datetime.combine(last + timedelta(days=1), time()))
    if end <= hand.now:
        raise RotaError("last", "That is over already")
    if end - start > LONGEST:
        raise RotaError("last", "That is longer than a year: choose an earlier last day")
    return start, end


def turns_missed(session: Session, staff_id: str, start: datetime, end: datetime) -> list[OnCall]:
    """When somebody would be on call and nobody instead of them, if they were away then."""
    plan = on_call.plan_of(session, start, end)
    away = Absence(id="", staff_id=staff_id, starts_at=start, ends_at=end)
    worked_out = working.worked_out(replace(plan, absences=(*plan.absences, away)), start, end)
    own = [piece for piece in worked_out.missing if piece.staff_id == staff_id]
    return [one for one in working.merged(own) if one.starts_at >= start and one.ends_at <= end]


def add(
    session: Session, hand: Hand, *, staff_id: str, first: date, last: date, cover: str | None = None
) -> KeptAbsence:
    """Somebody is away, from the first day to the last; `cover` takes their turns, if named. RotaError if not so."""
    start, end = days(hand, first, last)
    for other in rota.absences_after(session, hand.now):
        if other.staff_id == staff_id and other.starts_at < end and start < other.ends_at:
            raise RotaError("first", f"They are away then already: {hand.when(other.starts_at, other.ends_at)}")
    kept = KeptAbsence(id=hand.mint.id(), staff_id=staff_id, starts_at=start, ends_at=end)
    session.add(kept)
    session.flush()
    note(session, hand, f"{session.get_one(Staff, staff_id).name} is away, {hand.when(start, end)}")
    if cover:
        cover_turns(session, hand, kept, cover)
    return kept


def cover_turns(session: Session, hand: Hand, kept: KeptAbsence, cover: str) -> int:
    """Puts somebody on call for each turn that is missed; returns how many. RotaError if they cannot."""
    missed = turns_missed(session, kept.staff_id, kept.starts_at, kept.ends_at)
    coming = [one for one in missed if one.ends_at > hand.now]
    for turn in coming:
        try:
            rota_overrides.override(
                session,
                hand,
                layer=turn.layer,
                staff_id=cover,
                instead_of=kept.staff_id,
                starts_at=turn.starts_at,
                ends_at=turn.ends_at,
                source="cover",
            )
        except RotaError as error:
            raise RotaError("cover", str(error)) from error
    return len(coming)


def end(session: Session, hand: Hand, absence_id: str) -> bool:
    """Somebody is back, or never goes: the absence ends now, and its cover with it. False if there is none."""
    kept = session.get(KeptAbsence, absence_id, with_for_update=True)
    if kept is None or kept.ends_at <= hand.now:
        return False
    note(session, hand, f"{session.get_one(Staff, kept.staff_id).name} is not away any more")
    covers = select(KeptOverride).where(
        KeptOverride.source == "cover",
        KeptOverride.instead_of == kept.staff_id,
        KeptOverride.starts_at >= kept.starts_at,
        KeptOverride.ends_at <= kept.ends_at,
    )
    for one in session.scalars(covers).all():
        rota_overrides.end(session, hand, one.id)
    if kept.starts_at >= hand.now:
        session.delete(kept)
    else:
        kept.ends_at = hand.now
    return True
