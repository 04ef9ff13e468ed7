"""People: staff with their ways to be reached."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import account_news, names, passkeys, record, recovery, sign_ins
from app.store import staff
from app.store.sign_ins import SignIn
from app.store.staff import ContactMethod, Staff

VOUCHED = "vouched for by the administrator"


class PersonKnown(Exception):
    """Somebody signs in with that address already."""


def add_staff(
    session: Session,
    *,
    name: str,
    email: str,
    role: str,
    telephone: str | None,
    voice: str | None = None,
    password_hash: str | None,
    mint: Mint,
    now: datetime,
    by: Staff | None = None,
    is_vouched: bool = True,
) -> Staff:
    """Adds a person, reached by text and by voice (where there is a number) and by mail.

    `voice` is the number to ring, where it is another than the one for texts. What the administrator adds counts at
    once; what somebody adds at the desk (`by`), or nobody vouches for, counts once it is verified. PersonKnown,
    NameTaken: another has that address or that name.
    """
    if staff.by_email(session, email) or staff.former_by_email(session, email):
        raise PersonKnown(email)
    names.expect_free(session, name)
    person = Staff(
        id=mint.id(),
        name=name,
        email=email.strip().lower(),
        role=role,
        password_hash=password_hash,
        session_epoch=1,
        is_active=True,
        second_factor=None,
        second_factor_step=0,
        second_factor_version=0,
        second_factor_offered=0,
        created_at=now,
        is_break_glass=False,
    )
    session.add(person)
    session.flush()
    ways = ((Medium.SMS, telephone), (Medium.MAIL, person.email), (Medium.VOICE, voice or telephone))
    known = [(medium, address) for medium, address in ways if address]
    verified = {} if by or not is_vouched else {"verified_at": now, "verified_how": VOUCHED}
    session.add_all(
        ContactMethod(id=mint.id(), staff_id=person.id, medium=medium, address=address, position=position, **verified)
        for position, (medium, address) in enumerate(known)
    )
    session.flush()
    if by:
        _changed(session, person, f"{by.first_name} added {name} as {role}", by, now, kind="person.added")
    return person


def use_code(session: Session, staff_id: str, *, version: int, fingerprint: str, step: int) -> bool:
    """Uses up a period's code, and keeps the authenticator that made it.

    False: it, or a later one, was used before; or that version of the app's key was replaced or voided meanwhile.
    """
    person = session.get_one(Staff, staff_id, with_for_update=True, populate_existing=True)
    if step <= person.second_factor_step or version != person.second_factor_version:
        return False
    person.second_factor, person.second_factor_step = fingerprint, step
    return True


def start_afresh(session: Session, staff_id: str, password_hash: str | None) -> None:
    """Gives a person a new password or none, forgets their app, passkeys and recovery codes, and ends their sign-ins.

    What was shown for another app, and not taken into use, is worth nothing from then on, either.
    """
    person = session.get_one(Staff, staff_id)
    person.password_hash = password_hash
    person.second_factor = None
    person.second_factor_version = max(person.second_factor_version, person.second_factor_offered) + 1
    session.flush()
    recovery.forget(session, staff_id)
    passkeys.forget(session, staff_id)
    sign_ins.end_all(session, staff_id)


def change_password(session: Session, staff_id: str, password_hash: str, *, mint: Mint, now: datetime) -> Staff:
    """A person has another password, and is signed out everywhere. Returns them as they are now."""
    person = session.get_one(Staff, staff_id)
    person.password_hash = password_hash
    session.flush()
    sign_ins.end_all(session, staff_id)
    text = f"{person.first_name} changed their password, which signed them out everywhere else"
    account_news.tell(session, person, text, "Your password was changed", mint=mint, now=now)
    session.refresh(person)
    return person


def sign_out(session: Session, staff_id: str, sign_in_id: str, *, by: Staff, mint: Mint, now: datetime) -> bool:
    """Ends one of somebody else's sign-ins. False: it was over, or is none of theirs."""
    person, sign_in = session.get_one(Staff, staff_id), session.get(SignIn, sign_in_id)
    if sign_in is None or not sign_ins.end(session, sign_in_id, staff_id):
        return False
    text = f"{by.first_name} signed {person.first_name} out of the desk in {sign_in.browser}"
    subject = f"You were signed out of the desk in {sign_in.browser}"
    account_news.tell(session, person, text, subject, by=by.name, mint=mint, now=now)
    return True


def take_role(session: Session, staff_id: str, role: str, *, by: str = record.ADMINISTRATOR, now: datetime) -> None:
    """Gives a person a role; their sign-ins have it from the next page on."""
    person = session.get_one(Staff, staff_id, with_for_update=True)
    if person.role == role:
        return
    text = f"{person.first_name} is {a_role(role)} now, and was {a_role(person.role)}"
    person.role = role
    record.append(session, [record.event("person.changed", text, now, actor=by, staff_id=person.id)])


def a_role(role: str) -> str:
    """A role with its article."""
    return f"{'an' if role[0] in 'ae' else 'a'} {role}"


def deactivate(session: Session, staff_id: str, *, by: Staff | None = None, now: datetime) -> None:
    """A person leaves: they are not paged any more, and their sign-ins end."""
    person = session.get_one(Staff, staff_id)
    person.is_active, person.left_at = False, now
    session.flush()
    sign_ins.end_all(session, staff_id)
    _changed(session, person, f"{person.first_name} left: paged no more, and signed out", by, now)


def activate(session: Session, staff_id: str, *, by: Staff | None = None, now: datetime) -> None:
    """A person is back, and signs in anew."""
    person = session.get_one(Staff, staff_id)
    person.is_active, person.left_at = True, None
    _changed(session, person, f"{person.first_name} is back, and can be paged", by, now)


def _changed(
    session: Session, person: Staff, text: str, by: Staff | None, now: datetime, kind: str = "person.changed"
) -> None:
    actor = by.name if by else record.ADMINISTRATOR
    record.append(session, [record.event(kind, text, now, actor=actor, staff_id=person.id)])
