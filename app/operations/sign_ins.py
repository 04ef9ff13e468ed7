"""Signing in to the desk and out of it: a sign-in is started, seen, and ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.domain.sign_in import ABSOLUTE, IDLE
from app.domain.tokens import Mint
from app.store.sign_ins import SignIn
from app.store.staff import Staff


def start(session: Session, who: Staff, *, way: str, browser: str, mint: Mint, now: datetime) -> str:
    """Starts a sign-in, and returns its id. Whoever's are over by their age are forgotten with it."""
    session.execute(delete(SignIn).where((SignIn.started_at < now - ABSOLUTE) | (SignIn.seen_at < now - IDLE)))
    sign_in = SignIn(
        id=mint.id(),
        staff_id=who.id,
        epoch=who.session_epoch,
        way=way,
        browser=browser,
        started_at=now,
        seen_at=now,
        proven_at=now,
    )
    session.add(sign_in)
    session.flush()
    return sign_in.id


def note(session: Session, sign_in_id: str, now: datetime) -> None:
    """Writes down that the person was there. A sign-in that was ended meanwhile stays ended."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id, SignIn.seen_at < now).values(seen_at=now))


def prove(session: Session, sign_in_id: str, now: datetime) -> None:
    """The person has shown once more that it is them."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(proven_at=now))


def end(session: Session, sign_in_id: str, staff_id: str) -> bool:
    """Ends one of a person's sign-ins. False if they have none of that id."""
    done = session.execute(
        delete(SignIn).where(SignIn.id == sign_in_id, SignIn.staff_id == staff_id).returning(SignIn.id)
    )
    return done.one_or_none() is not None


def end_all(session: Session, staff_id: str) -> None:
    """Ends all of a person's sign-ins, also those that are half done."""
    session.execute(update(Staff).where(Staff.id == staff_id).values(session_epoch=Staff.session_epoch + 1))
    session.execute(delete(SignIn).where(SignIn.staff_id == staff_id))
