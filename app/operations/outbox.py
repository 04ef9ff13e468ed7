"""Putting messages into the outbox: who gets which wording, by which medium, and until when it is of use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.delivery import Medium, State
from app.domain.tokens import Mint
from app.store.base import put
from app.store.database import leave_work
from app.store.deliveries import Delivery
from app.store.reach import Person, Way
from app.store.staff import ContactMethod, Staff

PAGE_LASTS = timedelta(minutes=5)  # an older page would be a lie: the next round has its own
NEWS_LASTS = timedelta(minutes=30)
MAIL_LASTS = timedelta(hours=24)

FIRST, AGAIN, NEWS, ROUTINE = range(4)  # priorities: the smaller goes first

Row = dict[str, Any]


def post(session: Session, rows: Sequence[Row]) -> None:
    """Puts messages into the outbox in one statement, and wakes the dispatchers when the transaction commits."""
    if rows:
        put(session, Delivery, rows)
        leave_work(session)


def to_method(
    mint: Mint,
    person: Staff | Person,
    method: ContactMethod | Way,
    wording: str,
    now: datetime,
    *,
    lasts: timedelta,
    priority: int,
    page_id: str | None = None,
    incident_id: str | None = None,
    **facts: Any,
) -> Row:
    """A message to one of a colleague's contact methods."""
    row = _row(mint, wording, Medium(method.medium), person.name, method.address, now, lasts, priority, facts)
    ties = {"staff_id": person.id, "method_id": method.id, "page_id": page_id, "incident_id": incident_id}
    return row | ties


def to_mail_of(
    mint: Mint,
    person: Staff,
    address: str,
    method: ContactMethod | None,
    wording: str,
    now: datetime,
    *,
    lasts: timedelta,
    **facts: Any,
) -> Row:
    """A mail to a colleague, about their account: by a verified method of theirs, or to what they sign in with."""
    row = _row(mint, wording, Medium.MAIL, person.name, address, now, lasts, NEWS, facts)
    return row | {"staff_id": person.id, "method_id": method.id if method else None}


def to_address(
    mint: Mint,
    person: str,
    address: str,
    wording: str,
    now: datetime,
    *,
    incident_id: str | None = None,
    report_id: str | None = None,
    **facts: Any,
) -> Row:
    """A mail to somebody outside the rota: the reporter, or the daytime desk."""
    row = _row(mint, wording, Medium.MAIL, person, address, now, MAIL_LASTS, ROUTINE, facts)
    return row | {"incident_id": incident_id, "report_id": report_id}


def _row(
    mint: Mint,
    wording: str,
    medium: Medium,
    person: str,
    address: str,
    now: datetime,
    lasts: timedelta,
    priority: int,
    facts: dict[str, Any],
) -> Row:
    return {
        "id": mint.id(),
        "wording": wording,
        "medium": medium,
        "person": person,
        "address": address,
        "priority": priority,
        "staff_id": None,
        "method_id": None,
        "page_id": None,
        "incident_id": None,
        "report_id": None,
        "facts": facts,
        "state": State.PENDING,
        "created_at": now,
        "due_at": now,
        "useful_until": now + lasts,
        "attempts": 0,
        "way": 0,
    }
