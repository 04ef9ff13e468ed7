"""Alarms: something of our own is broken, and a manager hears of it by a way that works."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import outbox, record
from app.store import alarms, rota, staff
from app.store.staff import ContactMethod, Staff

TOLD_AGAIN = timedelta(hours=1)  # the most often that managers hear of one that lasts
BY = (Medium.SMS, Medium.MAIL)
SET_UP = "set-up:"  # how the kinds begin that no success elsewhere proves wrong: they fade
FADES = timedelta(days=1)


def sound(
    session: Session,
    kind: str,
    words: str,
    now: datetime,
    mint: Mint,
    *,
    detail: str = "",
    broken: Collection[Medium] = (),
) -> bool:
    """Says that something is broken: noted for the desk, and told to the managers once an hour. True: they are told.

    `words` go into a text message; `detail` (a provider's words) only to the desk and into mails. Media that are
    `broken` are not used, unless there is no other.
    """
    alarm = alarms.held(session, kind, words, now)
    if alarm.cleared_at:
        alarm.since, alarm.cleared_at = now, None
        record.append(session, [record.event("alarm.raised", f"Alarm: {words}", now, alarm=kind)])
    alarm.words, alarm.detail, alarm.seen_at = words, detail, now
    if alarm.last_told_at and now < alarm.last_told_at + TOLD_AGAIN:
        return False
    alarm.last_told_at = now
    _tell(session, alarm, now, mint, broken)
    return True


def clear(session: Session, kinds: Collection[str], now: datetime) -> None:
    """What was broken works again. Kinds that do not stand are passed over."""
    _say_over(session, alarms.ended(session, kinds, now), now)


def fade(session: Session, now: datetime) -> None:
    """Ends what nobody has noticed for a day, and what nothing could prove to be over."""
    _say_over(session, alarms.faded(session, SET_UP, FADES, now), now)


def managers(session: Session, now: datetime) -> Sequence[Staff]:
    """Who hears of an alarm: managers who are on call; every manager, where none is; else everyone."""
    return rota.managers_on_call(session, now) or staff.active(session, "manager") or staff.active(session)


def _tell(session: Session, alarm: alarms.Alarm, now: datetime, mint: Mint, broken: Collection[Medium]) -> None:
    people = {person.id: person for person in managers(session, now)}
    facts = {"words": alarm.words, "detail": alarm.detail, "since": alarm.since.isoformat()}
    rows = [
        outbox.to_method(
            mint,
            people[method.staff_id],
            method,
            "alarm",
            now,
            lasts=outbox.NEWS_LASTS,
            priority=outbox.AGAIN,
            **facts,
        )
        for method in _ways(staff.methods_of(session, list(people)), broken)
    ]
    outbox.post(session, rows)


def _ways(known: Sequence[ContactMethod], broken: Collection[Medium]) -> list[ContactMethod]:
    """Each person's first text and first mail that are not known to be broken; whatever they have, where all are."""
    found: dict[tuple[str, str], ContactMethod] = {}
    for method in sorted(known, key=lambda method: method.failed_at is not None):
        if method.medium in BY:
            found.setdefault((method.staff_id, method.medium), method)
    working = [way for way in found.values() if way.medium not in broken and way.failed_at is None]
    reached = {way.staff_id for way in working}
    return working + [way for way in found.values() if way.staff_id not in reached]


def _say_over(session: Session, over: Sequence[alarms.Alarm], now: datetime) -> None:
    rows = [record.event("alarm.cleared", f"Over: {alarm.words}", now, alarm=alarm.kind) for alarm in over]
    if rows:
        record.append(session, rows)
