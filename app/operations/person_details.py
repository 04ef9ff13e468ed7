"""A person's name, and the address that they sign in with: changed by an administrator, and told to the person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.operations import account_news, names, resets
from app.operations.cannot import CannotBe
from app.operations.people import PersonKnown
from app.store import staff
from app.store.staff import Staff
from app.store.timeline import RENAMED


def change(session: Session, staff_id: str, *, name: str, email: str, by: Staff, mint: Mint, now: datetime) -> bool:
    """Gives a person that name and that address. False: they had both. PersonKnown, NameTaken: another has one.

    CannotBe for whoever has left.
    """
    person = session.get_one(Staff, staff_id, with_for_update=True)
    if not person.is_active:
        raise CannotBe(f"{person.first_name} has left: name and address stay as they are")
    old_name, old_email, email = person.name, person.email, email.strip().lower()
    if email != old_email and (staff.by_email(session, email) or staff.former_by_email(session, email)):
        raise PersonKnown(email)
    if name != old_name:
        names.expect_free(session, name, person.id)
    person.name, person.email = name, email
    try:
        session.flush()
    except IntegrityError:  # somebody else took it at this very moment
        raise PersonKnown(email) from None
    actor = "" if by.id == person.id else by.name
    if name != old_name:
        text, subject = f"{by.first_name} changed the name of {old_name} to {name}", "Your name at the desk was changed"
        account_news.tell(
            session, person, text, subject, by=actor, also=[old_email], kind=RENAMED, mint=mint, now=now, was=old_name
        )
    if email != old_email:
        resets.void(session, person.id, now)
        domain = email.rpartition("@")[2]
        text = f"{by.first_name} changed what {person.first_name} signs in with, to an address at {domain}"
        subject = f"The address that you sign in with was changed, to one at {domain}"
        account_news.tell(session, person, text, subject, by=actor, also=[old_email, email], mint=mint, now=now)
    return (name, email) != (old_name, old_email)
