"""Another authenticator app: a new key is offered, and takes the old one's place once the new app has shown a code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.operations import account_news
from app.store.staff import Staff


def offer(session: Session, staff_id: str) -> None:
    """Offers a key that was never shown before; one that was offered earlier comes to nothing."""
    person = session.get_one(Staff, staff_id, with_for_update=True)
    person.second_factor_offered = max(person.second_factor_version, person.second_factor_offered) + 1


def take(
    session: Session, staff_id: str, version: int, *, fingerprint: str, step: int, mint: Mint, now: datetime
) -> bool:
    """Takes the key of that version into use. False: another one was offered meanwhile, or all of them voided."""
    person = session.get_one(Staff, staff_id, with_for_update=True, populate_existing=True)
    if not person.second_factor_version < version == person.second_factor_offered:
        return False
    is_first = person.second_factor is None
    person.second_factor, person.second_factor_version, person.second_factor_step = fingerprint, version, step
    session.flush()
    text = f"{person.first_name} {'set up an authenticator app' if is_first else 'uses another authenticator app now'}"
    subject = f"{'An' if is_first else 'Another'} authenticator app was set up for your account"
    account_news.tell(session, person, text, subject, mint=mint, now=now)
    return True
