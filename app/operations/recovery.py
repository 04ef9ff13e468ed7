"""Recovery codes: ten are made at once, and each lets its owner in once without their telephone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.domain import recovery, tokens
from app.domain.tokens import Mint
from app.operations import account_news
from app.store import recovery_codes
from app.store.recovery_codes import RecoveryCode
from app.store.staff import Staff


def make(session: Session, who: Staff, *, mint: Mint, now: datetime) -> list[str]:
    """Makes ten codes, as they are written on paper. Those from before open nothing any more."""
    forget(session, who.id)
    codes = ["-".join(mint.reference() for _ in range(recovery.PARTS)) for _ in range(recovery.HOW_MANY)]
    session.add_all(
        RecoveryCode(id=mint.id(), staff_id=who.id, fingerprint=_print(code), made_at=now, used_at=None)
        for code in codes
    )
    text = f"{who.first_name} made {len(codes)} new recovery codes; those from before are void"
    account_news.tell(session, who, text, "New recovery codes were made for your account", mint=mint, now=now)
    return codes


def use(session: Session, who: Staff, typed: str, *, mint: Mint, now: datetime) -> bool:
    """Uses a code up. False: it is none of theirs, or was used before."""
    code = recovery.understood(typed)
    theirs = (RecoveryCode.staff_id == who.id, RecoveryCode.used_at.is_(None))
    done = session.execute(
        update(RecoveryCode)
        .where(*theirs, RecoveryCode.fingerprint == tokens.fingerprint(code or ""))
        .values(used_at=now)
        .returning(RecoveryCode.id)
    ).one_or_none()
    if done is None:
        return False
    left = recovery_codes.left(session, who.id)
    text = f"{who.first_name} used a recovery code in the place of the second step: {left} left"
    subject = f"A recovery code of yours was used, and {left} are left"
    account_news.tell(session, who, text, subject, mint=mint, now=now)
    return True


def forget(session: Session, staff_id: str) -> None:
    """Voids all codes of a person."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def _print(code: str) -> str:
    return tokens.fingerprint(recovery.understood(code) or code)
