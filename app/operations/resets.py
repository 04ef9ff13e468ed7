"""Letting somebody sign in anew: everything that lets them in is voided, and they choose a new password by a link."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import account_news, outbox, people, record, sign_ins
from app.store import resets, staff, throttles
from app.store.resets import Reset
from app.store.staff import Staff
from app.store.timeline import RESET

LASTS = timedelta(hours=1)
AN_HOUR = timedelta(hours=1)
A_MOMENT = timedelta(minutes=1)
MOST_AN_HOUR = 5  # links to one person
PATH = "/resets/"
WHAT = "their old password, app, passkeys, recovery codes and sign-ins are void"


class ResetError(ValueError):
    """It cannot be: why, in words for whoever asked."""


def send_link(session: Session, staff_id: str, *, by: Staff | None, mint: Mint, now: datetime) -> None:
    """Voids all that lets a person in, and mails them a link for a new password. ResetError where it cannot be.

    Pressed twice, by the same administrator, it is done once: a second link would make the first a dead one.
    """
    person = _held(session, staff_id)
    if by and _is_again(session, person, by, now):
        return
    if throttles.hit(session, f"reset:{person.id}", now + AN_HOUR, now) > MOST_AN_HOUR:
        raise ResetError(f"{MOST_AN_HOUR} links were sent to {person.first_name} within the hour. Wait a while")
    people.start_afresh(session, person.id, None)
    session.refresh(person)
    reset = Reset(id=mint.id(), staff_id=person.id, epoch=person.session_epoch, made_at=now, ends_at=now + LASTS)
    reset.fingerprint = tokens.fingerprint(mint.token("reset", reset.id))
    session.add(reset)
    session.flush()
    _send(session, person, reset, by, mint, now)
    text = f"{_first_name(by)} let {person.first_name} sign in anew, by a link: {WHAT}"
    subject = "Your sign-in to the desk was voided, and a link for a new password went to your sign-in address"
    about = {"kind": RESET, "reset_id": reset.id}
    account_news.tell(session, person, text, subject, by=_name(by), but=person.email, mint=mint, now=now, **about)


def give_password(session: Session, staff_id: str, password_hash: str, *, mint: Mint, now: datetime) -> None:
    """Voids the same, and gives a person the password that the administrator typed. ResetError where it cannot be."""
    person = _held(session, staff_id)
    people.start_afresh(session, person.id, password_hash)
    text = f"The administrator let {person.first_name} sign in anew, by a new password: {WHAT}"
    subject = "You were given a new password for the desk, and your old sign-in is void"
    account_news.tell(session, person, text, subject, by=_name(None), also=[person.email], mint=mint, now=now)


def use(session: Session, reset_id: str, password_hash: str, *, mint: Mint, now: datetime) -> bool:
    """The person chose a password. False: the link was used, is over, or does not count any more."""
    reset = session.get_one(Reset, reset_id)
    person = session.get_one(Staff, reset.staff_id, with_for_update=True, populate_existing=True)
    session.refresh(reset)  # of two at once one has waited for the other
    if not reset.is_good(person, now):
        return False
    reset.used_at, person.password_hash = now, password_hash
    session.flush()
    sign_ins.end_all(session, person.id)
    text = f"{person.first_name} chose a new password by the link"
    subject = "A new password was chosen for your account, by the link that you were mailed"
    account_news.tell(session, person, text, subject, also=[person.email], mint=mint, now=now)
    return True


def void(session: Session, staff_id: str, now: datetime) -> None:
    """Ends a person's link, if they have one: it went to an address that is theirs no more."""
    running = (Reset.staff_id == staff_id, Reset.used_at.is_(None), Reset.ends_at > now)
    session.execute(update(Reset).where(*running).values(ends_at=now))


def _held(session: Session, staff_id: str) -> Staff:
    person = session.get_one(Staff, staff_id, with_for_update=True, populate_existing=True)
    if person.is_break_glass:
        raise ResetError(f"that is a break-glass account: run `staff break-glass '{person.name}' --again`")
    if not person.is_active:
        raise ResetError(f"{person.first_name} has left")
    return person


def _is_again(session: Session, person: Staff, by: Staff, now: datetime) -> bool:
    """Whether they have a link that is good still, and was sent by the same administrator a moment ago."""
    newest = resets.newest(session, person.id)
    if newest is None or not newest.is_good(person, now) or now - newest.made_at >= A_MOMENT:
        return False
    return resets.made_by(session, newest.id) == by.name


def _send(session: Session, person: Staff, reset: Reset, by: Staff | None, mint: Mint, now: datetime) -> None:
    ways = staff.methods_of(session, [person.id])
    method = next((one for one in ways if one.medium == Medium.MAIL and one.address == person.email), None)
    secret = {"purpose": "reset", "of": reset.id, "fingerprint": reset.fingerprint, "path": PATH}
    facts = {"secret": secret, "by": _name(by), "at": now.isoformat(), "until": reset.ends_at.isoformat()}
    mail = outbox.to_mail_of(mint, person, person.email, method, "sign-in-anew", now, lasts=LASTS, **facts)
    outbox.post(session, [mail])


def _name(by: Staff | None) -> str:
    return by.name if by else record.ADMINISTRATOR


def _first_name(by: Staff | None) -> str:
    return by.first_name if by else record.ADMINISTRATOR.capitalize()
