"""Keys to the API: made for a customer, used, and revoked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.tokens import KEY_ENDING, Mint
from app.operations import record
from app.store.api_keys import ApiKey
from app.store.customers import Customer
from app.store.staff import Staff

LONGEST_NAME = 100  # characters
USE_IS_NOTED = timedelta(minutes=1)  # at most this often, so that a busy key does not write with each request


def make(
    session: Session, *, customer_id: str, name: str, key: str, by: Staff | None, mint: Mint, now: datetime
) -> ApiKey:
    """Gives a customer a key (`mint.key()`), which is kept as a fingerprint alone. Without a person: by command."""
    made = ApiKey(
        id=mint.id(),
        customer_id=customer_id,
        name=name,
        fingerprint=tokens.fingerprint(key),
        ending=key[-KEY_ENDING:],
        made_at=now,
        made_by=by.id if by else None,
    )
    session.add(made)
    session.flush()
    _happened(session, made, "made", by, now)
    return made


def revoke(session: Session, key_id: str, *, by: Staff | None, now: datetime) -> ApiKey | None:
    """The key opens nothing from now on; None if there is none of that id. Twice is once."""
    key = session.get(ApiKey, key_id, with_for_update=True)
    if key and key.revoked_at is None:
        key.revoked_at = now
        _happened(session, key, "revoked", by, now)
    return key


def is_use_due(key: ApiKey, now: datetime) -> bool:
    """Whether this use of the key is to be noted."""
    return key.used_at is None or now - key.used_at >= USE_IS_NOTED


def used(session: Session, key_id: str, now: datetime) -> None:
    """Notes that the key is used, unless somebody else has within the minute."""
    stale = or_(ApiKey.used_at.is_(None), ApiKey.used_at <= now - USE_IS_NOTED)
    session.execute(update(ApiKey).where(ApiKey.id == key_id, stale).values(used_at=now))


def _happened(session: Session, key: ApiKey, what: str, by: Staff | None, now: datetime) -> None:
    customer = session.get_one(Customer, key.customer_id)
    text = f"{by.first_name if by else record.COMMAND.capitalize()} {what} the API key {key.name} of {customer.name}"
    facts = {"key": key.id, "customer": customer.id, "ending": key.ending}
    record.append(session, [record.event(f"key.{what}", text, now, actor=by.name if by else record.COMMAND, **facts)])
