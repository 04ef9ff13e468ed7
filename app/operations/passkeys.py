"""Passkeys: made, used, renamed and removed. Their owner is mailed what happens to them, and it is on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.operations import account_news
from app.store import passkeys
from app.store.passkeys import Passkey
from app.store.staff import Staff

MOST = 10  # of one person: more than anybody has devices


class PasskeyKnown(Exception):
    """A passkey with that handle is kept already."""


class TooManyPasskeys(Exception):
    """The person has as many as are kept of anybody."""


class LastSecondStep(Exception):
    """Nothing would be left that the person could show besides their password."""


def add(
    session: Session,
    staff_id: str,
    *,
    handle: str,
    public_key: bytes,
    counter: int,
    name: str,
    mint: Mint,
    now: datetime,
) -> None:
    """Keeps a passkey that a person's device has made. PasskeyKnown, TooManyPasskeys."""
    who = session.get_one(Staff, staff_id, with_for_update=True)
    if passkeys.held(session, handle):
        raise PasskeyKnown(handle)
    if passkeys.count(session, who.id) >= MOST:
        raise TooManyPasskeys
    session.add(
        Passkey(
            id=mint.id(), staff_id=who.id, handle=handle, public_key=public_key, counter=counter, name=name,
            made_at=now, used_at=None,
        )
    )  # fmt: skip
    session.flush()
    text, subject = f"{who.first_name} added a passkey: {name}", f"A passkey was added to your account: {name}"
    account_news.tell(session, who, text, subject, mint=mint, now=now)


def use(session: Session, passkey_id: str, counter: int, *, mint: Mint, now: datetime) -> bool:
    """Notes that a passkey was used. False: it was removed meanwhile, or its counter went back, as a copy's does."""
    key = session.get(Passkey, passkey_id, with_for_update=True)
    if key is None:
        return False
    if (counter or key.counter) and counter <= key.counter:
        who = session.get_one(Staff, key.staff_id)
        text = f"A passkey of {who.first_name} was refused, for its counter went back: {key.name}"
        subject = f"A passkey of yours was refused, and may have been copied: {key.name}"
        account_news.tell(session, who, text, subject, mint=mint, now=now)
        return False
    key.counter, key.used_at = counter, now
    return True


def rename(session: Session, passkey_id: str, staff_id: str, name: str) -> bool:
    """Gives one of a person's passkeys another name. False if they have none of that id."""
    key = session.get(Passkey, passkey_id, with_for_update=True)
    if key is None or key.staff_id != staff_id:
        return False
    key.name = name
    return True


def remove(
    session: Session, passkey_id: str, staff_id: str, *, needs_another: bool, mint: Mint, now: datetime
) -> str | None:
    """Removes one of a person's passkeys, and returns its name. None if they have none of that id.

    LastSecondStep where the person `needs_another` way to show more than a password, and this is the last.
    """
    who = session.get_one(Staff, staff_id, with_for_update=True)
    key = session.get(Passkey, passkey_id)
    if key is None or key.staff_id != who.id:
        return None
    if needs_another and who.second_factor is None and passkeys.count(session, who.id) == 1:
        raise LastSecondStep
    name = key.name
    session.delete(key)
    session.flush()
    text, subject = f"{who.first_name} removed a passkey: {name}", f"A passkey of yours was removed: {name}"
    account_news.tell(session, who, text, subject, mint=mint, now=now)
    return name


def forget(session: Session, staff_id: str) -> None:
    """Removes all passkeys of a person."""
    session.execute(delete(Passkey).where(Passkey.staff_id == staff_id))
