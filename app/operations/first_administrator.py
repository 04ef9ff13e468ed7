"""The first administrator: made once, on a portal that has nobody yet, by whoever shows the set-up code."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain import recovery, tokens
from app.domain.tokens import Mint
from app.operations import people, record
from app.store import setup_codes, staff
from app.store.setup_codes import SetupCode
from app.store.staff import Staff

LASTS = timedelta(hours=1)


class SomebodyThere(Exception):
    """The portal has people already: administrators among them add the others."""


class WrongCode(Exception):
    """It is not the code that was made last, or its hour is over."""


def make_code(session: Session, *, mint: Mint, now: datetime) -> str:
    """Makes the code, as it is written on paper. One from before is void. SomebodyThere where it has no use."""
    code = "-".join(mint.reference() for _ in range(recovery.PARTS))
    setup_codes.keep(session, _print(code), now, now + LASTS)
    if staff.is_anybody(session):
        raise SomebodyThere
    return code


def is_right(session: Session, code: str, now: datetime) -> bool:
    """Whether it is the code that was made last, as long as it is of use."""
    return _holds(setup_codes.found(session), code, now)


def make(session: Session, *, code: str, name: str, email: str, password_hash: str, mint: Mint, now: datetime) -> Staff:
    """Makes them. Their address counts once it is proved by a code, as everybody's. SomebodyThere, or WrongCode."""
    kept = setup_codes.held(session)  # of two at once one waits here, and then finds the other
    if staff.is_anybody(session):
        raise SomebodyThere
    if kept is None or not _holds(kept, code, now):
        raise WrongCode
    kept.used_at = now
    who = people.add_staff(
        session, name=name, email=email, role="administrator", telephone=None, password_hash=password_hash, mint=mint,
        now=now, is_vouched=False,
    )  # fmt: skip
    text = f"{who.first_name} became the first administrator, by the set-up code"
    record.append(session, [record.event("person.added", text, now, actor=who.name, staff_id=who.id)])
    return who


def _holds(kept: SetupCode | None, code: str, now: datetime) -> bool:
    if kept is None or kept.used_at or now > kept.ends_at:
        return False
    return hmac.compare_digest(kept.fingerprint, _print(code))


def _print(code: str) -> str:
    return tokens.fingerprint(recovery.understood(code) or code)
