"""Contact methods: ways to reach a person are added, verified by a code, put in order, tried out and removed."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.delivery import WAKING, Medium
from app.domain.tokens import Mint
from app.operations import outbox, record
from app.store import codes, rota, staff, throttles
from app.store.codes import Code
from app.store.rota import Shift
from app.store.staff import ContactMethod, Staff

CODE_LASTS = timedelta(minutes=10)
DIGITS = 6
MOST_TRIES = 5
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 5  # codes and tests, to a person and to an address: nobody's telephone is to be spammed from here
MOST_WAYS = 12  # of one person
AHEAD = timedelta(days=14)  # for so long before a shift its person must be one whom something wakes
BY_CODE = "by a code"
NAMES = {Medium.SMS: "texts to", Medium.MAIL: "mail to", Medium.VOICE: "calls to"}


class MethodError(ValueError):
    """It cannot be: why, in words for whoever asked."""


class Checked(StrEnum):
    """What became of a code that was typed. over: it has ended, was tried too often, or there is none."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"


def add(
    session: Session, staff_id: str, media: Sequence[Medium], address: str, *, by: Staff, mint: Mint, now: datetime
) -> list[ContactMethod]:
    """Adds an address by one medium or two. It counts once it is verified."""
    person = _held(session, staff_id)
    known = staff.kept_methods_of(session, [staff_id])
    if any(one.medium in media and one.address == address for one in known):
        raise MethodError(f"{person.first_name} has that already")
    if len(known) + len(media) > MOST_WAYS:
        raise MethodError(f"Nobody has more than {MOST_WAYS} ways to be reached: remove one first")
    position = max((one.position for one in known), default=-1) + 1
    added = [
        ContactMethod(id=mint.id(), staff_id=staff_id, medium=medium, address=address, position=position + number)
        for number, medium in enumerate(media)
    ]
    session.add_all(added)
    session.flush()
    for method in added:
        _say(session, method, f"added {named(method)}", by, now)
    return added


def send_code(session: Session, method: ContactMethod, *, by: Staff, mint: Mint, now: datetime) -> None:
    """Sends a code by the method. An earlier one counts no more."""
    person = _held(session, method.staff_id)
    if method.verified_at or method.removed_at:
        raise MethodError("That is verified already, or was removed")
    _count(session, method, now)
    code = Code(id=mint.id(), method_id=method.id, made_at=now, ends_at=now + CODE_LASTS, tries=0)
    code.fingerprint = tokens.fingerprint(mint.token("code", code.id))
    session.add(code)
    secret = {"purpose": "code", "of": code.id, "fingerprint": code.fingerprint, "digits": DIGITS}
    _send(session, person, method, "contact-code", mint, now, secret=secret)
    _say(session, method, f"had a code sent to prove {named(method)}", by, now)


def check(session: Session, method: ContactMethod, typed: str, *, by: Staff, mint: Mint, now: datetime) -> Checked:
    """Verifies the method if the code is right, and what else is waiting at that very address."""
    _held(session, method.staff_id)
    code = codes.newest(session, method.id)
    if code is None or code.used_at or now > code.ends_at or code.tries >= MOST_TRIES or method.removed_at:
        return Checked.OVER
    token = mint.token_like("code", code.id, code.fingerprint)
    right = tokens.digits(token, DIGITS) if token else ""
    if not hmac.compare_digest("".join(filter(str.isdigit, typed)).encode(), right.encode()):
        code.tries += 1
        return Checked.WRONG if code.tries < MOST_TRIES else Checked.OVER
    code.used_at = now
    for one in staff.kept_methods_of(session, [method.staff_id]):
        if one.address == method.address and one.verified_at is None:
            one.verified_at, one.verified_how = now, BY_CODE
            _say(session, one, f"proved {named(one)} by its code", by, now)
    return Checked.RIGHT


def tries_left(session: Session, method: ContactMethod, now: datetime) -> int:
    """How often the newest code may still be typed; none once it has ended, or where there is none."""
    code = codes.newest(session, method.id)
    return MOST_TRIES - code.tries if code and not code.used_at and now <= code.ends_at else 0


def send_test(session: Session, method: ContactMethod, *, by: Staff, mint: Mint, now: datetime) -> None:
    """Sends a text, a call or a mail that asks for nothing."""
    person = _held(session, method.staff_id)
    if not method.verified_at or method.removed_at:
        raise MethodError("A test goes to a number or an address that is verified")
    _count(session, method, now)
    _send(session, person, method, "pager-test", mint, now)
    _say(session, method, f"had a test sent, {named(method)}", by, now)


def move_up(session: Session, method: ContactMethod, *, by: Staff, now: datetime) -> None:
    """Puts a method before the one above it. The first stays the first."""
    _held(session, method.staff_id)
    known = list(staff.kept_methods_of(session, [method.staff_id]))
    place = next((number for number, one in enumerate(known) if one.id == method.id), 0)
    if place:
        known[place - 1], known[place] = known[place], known[place - 1]
        for position, one in enumerate(known):
            one.position = position
        _say(session, method, f"moved {named(method)} up", by, now)


def remove(session: Session, method: ContactMethod, *, by: Staff, now: datetime) -> None:
    """Retires a method: it is used no more, and what went there stays on record. MethodError where it is needed."""
    _held(session, method.staff_id)
    if method.removed_at:
        return
    why = needed_because(session, method, now)
    if why:
        raise MethodError(why)
    method.removed_at = now
    _say(session, method, f"removed {named(method)}", by, now)


def needed_because(session: Session, method: ContactMethod, now: datetime) -> str:
    """Why the method cannot go: nothing else wakes somebody who is on the rota soon. Empty where it can."""
    if method.medium not in WAKING or not method.verified_at:
        return ""
    others = staff.methods_of(session, [method.staff_id])
    if any(one.medium in WAKING and one.id != method.id and not one.failed_at for one in others):
        return ""
    shift = next_shift(session, method.staff_id, now)
    if shift is None:
        return ""
    person = session.get_one(Staff, method.staff_id)
    when = "now" if shift.starts_at <= now else "within 14 days"
    return f"{person.first_name} is on the rota {when}, and nothing else would wake them. Add and verify a number first"


def next_shift(session: Session, staff_id: str, now: datetime) -> Shift | None:
    """The person's shift that runs, or the first one of the next fourteen days."""
    shifts = rota.shifts_between(session, now, now + AHEAD)
    return next((shift for shift, person in shifts if person.id == staff_id), None)


def named(method: ContactMethod) -> str:
    """A method in words for the record, which keeps no address: "texts to the number ending 101"."""
    is_mail = method.medium == Medium.MAIL
    address = (
        f"an address at {method.address.rpartition('@')[2]}" if is_mail else f"the number ending {method.address[-3:]}"
    )
    return f"{NAMES[Medium(method.medium)]} {address}"


def _held(session: Session, staff_id: str) -> Staff:
    """The person, locked: two changes at once are one after the other."""
    return session.get_one(Staff, staff_id, with_for_update=True)


def _count(session: Session, method: ContactMethod, now: datetime) -> None:
    keys = (f"code:{method.staff_id}", f"code:{tokens.fingerprint(method.address)}")
    if max(throttles.hit(session, key, now + AN_HOUR, now) for key in keys) > MOST_AN_HOUR:
        raise MethodError(f"{MOST_AN_HOUR} were sent within the hour. Wait a while, then ask for another")


def _send(
    session: Session, person: Staff, method: ContactMethod, wording: str, mint: Mint, now: datetime, **facts: Any
) -> None:
    message = outbox.to_method(mint, person, method, wording, now, lasts=CODE_LASTS, priority=outbox.NEWS, **facts)
    outbox.post(session, [message])


def _say(session: Session, method: ContactMethod, text: str, by: Staff, now: datetime) -> None:
    said = record.event(
        "person.reached", f"{by.first_name} {text}", now, actor=by.name, staff_id=method.staff_id, method_id=method.id
    )
    record.append(session, [said])
