"""Alarms: something of our own is broken, and a manager hears of it by a way that works."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.delivery import WAKING, Balance, Medium, Refused
from app.domain.tokens import Mint
from app.operations import outbox, record
from app.store import alarms, observations, on_call, staff
from app.store.staff import ContactMethod, Staff

TOLD_AGAIN = timedelta(hours=1)  # the most often that managers hear of one that lasts
NAMES = {Medium.SMS: "text", Medium.MAIL: "mail", Medium.VOICE: "call"}
BY = (Medium.SMS, Medium.MAIL)
TRUSTED_AFTER = timedelta(minutes=2)  # a provider that takes a message so soon after a refusal may refuse it yet
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


def clear(session: Session, kinds: Collection[str], now: datetime, unseen_for: timedelta = timedelta()) -> None:
    """What was broken works again. Kinds that do not stand, or that were seen more lately, are passed over."""
    _say_over(session, alarms.ended(session, kinds, unseen_for, now), now)


def account(provider: str) -> str:
    """The kind for a provider that takes nothing of ours."""
    return f"{alarms.ACCOUNT}{provider}"


def refused(
    session: Session,
    fault: Refused,
    provider: str,
    medium: Medium,
    now: datetime,
    mint: Mint,
    *,
    is_only_way: bool,
) -> None:
    """A provider refused a message because of our account, or of how it is set up."""
    name = provider or medium
    if fault.for_all:
        kind, words = account(name), f"{name} takes nothing of ours (code {fault.code})"
        broken = [Medium.SMS, Medium.VOICE] if medium in WAKING else [medium]
    else:
        kind, words = f"{SET_UP}{name}:{fault.code}", f"{name} refused a {NAMES[medium]} of ours (code {fault.code})"
        broken = [medium]
    sound(session, kind, words, now, mint, detail=fault.words, broken=broken if is_only_way else ())


def fade(session: Session, now: datetime) -> None:
    """Ends what nobody has noticed for a day, and what nothing could prove to be over."""
    _say_over(session, alarms.faded(session, SET_UP, FADES, now), now)


def balance(session: Session, provider: str, found: Balance | Refused, least: int, now: datetime, mint: Mint) -> None:
    """A provider was asked what our account has left: too little, or a key that it does not take, is an alarm."""
    low, key = f"balance:{provider}", f"key:{provider}"
    if isinstance(found, Refused):
        words = f"{provider} does not take our key (code {found.code})"
        sound(session, key, words, now, mint, detail=found.words, broken=(Medium.SMS, Medium.VOICE))
        observations.note(session, f"{observations.BALANCE}{provider}", words, now, is_well=False)
        return
    clear(session, [key], now)
    left = f"{provider} has {found.amount:.2f} {found.currency} left"
    observations.note(
        session, f"{observations.BALANCE}{provider}", left, now, is_well=found.amount >= least, amount=found.amount,
        unit=found.currency,
    )  # fmt: skip
    if found.amount < least:
        sound(session, low, f"{left}: texts and calls stop when it is used up", now, mint)
    else:
        clear(session, [low], now)


def managers(session: Session, now: datetime) -> Sequence[Staff]:
    """Who hears of an alarm: managers who are on call; every manager, where none is; else everyone."""
    return on_call.managers(session, now) or staff.managing(session) or staff.active(session)


def _tell(session: Session, alarm: alarms.Alarm, now: datetime, mint: Mint, broken: Collection[Medium]) -> None:
    people = {person.id: person for person in managers(session, now)}
    facts = {"words": alarm.words, "detail": alarm.detail, "since": alarm.since.isoformat(), "kind": alarm.kind}
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
        for method in ways(staff.methods_of(session, list(people)), broken)
    ]
    outbox.post(session, rows)


def ways(known: Sequence[ContactMethod], broken: Collection[Medium] = ()) -> list[ContactMethod]:
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
