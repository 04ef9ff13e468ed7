"""Tokens that read the log: made for another system, used, and revoked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.tokens import KEY_ENDING, Mint
from app.operations import record
from app.store.read_tokens import ReadToken
from app.store.staff import Staff

LONGEST_NAME = 100  # characters
USE_IS_NOTED = timedelta(minutes=1)  # at most this often, so that a busy reader does not write with each request


def make(
    session: Session, *, name: str, token: str, lasts: timedelta | None, by: Staff, mint: Mint, now: datetime
) -> ReadToken:
    """Keeps a token (`mint.read_token()`) as a fingerprint alone. Without `lasts` it works until it is revoked."""
    made = ReadToken(
        id=mint.id(),
        name=name,
        fingerprint=tokens.fingerprint(token),
        ending=token[-KEY_ENDING:],
        made_at=now,
        made_by=by.id,
        expires_at=now + lasts if lasts else None,
    )
    session.add(made)
    session.flush()
    _happened(session, made, "made", by, now)
    return made


def revoke(session: Session, token_id: str, *, by: Staff, now: datetime) -> ReadToken | None:
    """The token opens nothing from now on; None if there is none of that id. Twice is once."""
    token = session.get(ReadToken, token_id, with_for_update=True)
    if token and token.revoked_at is None:
        token.revoked_at = now
        _happened(session, token, "revoked", by, now)
    return token


def why_not(token: ReadToken | None, now: datetime) -> str:
    """Why a token opens nothing, in a sentence; empty where it does."""
    if token is None:
        return "There is no such token."
    if token.revoked_at:
        return "This token was revoked."
    return "This token has expired." if token.expires_at and now >= token.expires_at else ""


def is_use_due(token: ReadToken, now: datetime) -> bool:
    """Whether this use of the token is to be noted."""
    return token.used_at is None or now - token.used_at >= USE_IS_NOTED


def used(session: Session, token_id: str, now: datetime) -> None:
    """Notes that the token is used, unless somebody else has within the minute."""
    stale = or_(ReadToken.used_at.is_(None), ReadToken.used_at <= now - USE_IS_NOTED)
    session.execute(update(ReadToken).where(ReadToken.id == token_id, stale).values(used_at=now))


def _happened(session: Session, token: ReadToken, what: str, by: Staff, now: datetime) -> None:
    text = f"{by.first_name} {what} the token {token.name}, which reads the log"
    facts = {"token": token.id, "ending": token.ending}
    record.append(session, [record.event(f"token.{what}", text, now, actor=by.name, **facts)])
