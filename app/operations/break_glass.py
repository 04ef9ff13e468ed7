"""Break-glass accounts: administrators in a sealed envelope, for when nothing else lets anybody in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import alarms, names, outbox, people, record, recovery
from app.store import staff
from app.store.staff import Staff

MOST = 2
KIND = "person.broke_glass"
LASTS = {Medium.SMS: timedelta(hours=1), Medium.MAIL: outbox.MAIL_LASTS}


class AccountKnown(Exception):
    """There is a break-glass account of that name."""


class TooManyAccounts(Exception):
    """There are as many as there may be. `names`: theirs."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def make(session: Session, name: str, password_hash: str, *, mint: Mint, now: datetime) -> tuple[Staff, list[str]]:
    """Makes one, and returns it with its recovery codes, as they are written on paper.

    AccountKnown, NameTaken: another account, or one of the staff, is called so; TooManyAccounts.
    """
    known = [one.name for one in staff.break_glass(session)]
    if name in known:
        raise AccountKnown(name)
    names.expect_free(session, name)
    if len(known) >= MOST:
        raise TooManyAccounts(known)
    account = Staff(
        id=mint.id(), name=name, email=_sign_in_name(mint), role="administrator", password_hash=password_hash,
        session_epoch=1, is_active=True, second_factor=None, second_factor_step=0, second_factor_version=0,
        second_factor_offered=0,
        created_at=now, is_break_glass=True,
    )  # fmt: skip
    session.add(account)
    session.flush()
    _changed(session, account, f"The break-glass account {name} was made", now)
    return account, recovery.make(session, account, mint=mint, now=now)


def renew(
    session: Session, name: str, password_hash: str, *, mint: Mint, now: datetime
) -> tuple[Staff, list[str]] | None:
    """Gives one a new name to sign in with, password and codes, and ends its sign-ins. None: none is called so."""
    account = next((one for one in staff.break_glass(session) if one.name == name), None)
    if account is None:
        return None
    people.start_afresh(session, account.id, password_hash)
    account.email, account.role = _sign_in_name(mint), "administrator"
    account.is_active, account.left_at = True, None
    session.flush()
    _changed(session, account, f"The break-glass account {name} has new secrets, and was signed out", now)
    return account, recovery.make(session, account, mint=mint, now=now)


def used(session: Session, staff_id: str, *, way: str, browser: str, mint: Mint, now: datetime) -> None:
    """Somebody signed in by one: every manager hears of it at once, each time, and it is on record."""
    account = session.get_one(Staff, staff_id)
    account.break_glass_used_at = now
    text = f"Somebody signed in by the break-glass account {account.name}, by {way}, in {browser}"
    record.append(session, [record.event(KIND, text, now, actor=account.name, staff_id=account.id)])
    told = {person.id: person for person in staff.managing(session) or staff.active(session)}
    facts = {"name": account.name, "way": way, "browser": browser, "at": now.isoformat()}
    rows = [
        outbox.to_method(
            mint, told[method.staff_id], method, "break-glass", now, lasts=LASTS[Medium(method.medium)],
            priority=outbox.AGAIN, **facts,
        )
        for method in alarms.ways(staff.methods_of(session, list(told)))
    ]  # fmt: skip
    outbox.post(session, rows)


def _sign_in_name(mint: Mint) -> str:
    """What it signs in with: not to be guessed, so that nobody keeps it locked by typing wrong passwords."""
    return f"break-glass-{mint.reference()}".lower()


def _changed(session: Session, account: Staff, text: str, now: datetime) -> None:
    record.append(session, [record.event("person.changed", text, now, actor=record.ADMINISTRATOR, staff_id=account.id)])
