"""What happens to somebody's own account: written down, and mailed to them, so that they know if it was not them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import outbox, record
from app.store import staff
from app.store.staff import Staff


def tell(session: Session, who: Staff, text: str, subject: str, *, mint: Mint, now: datetime) -> None:
    """`text` is for the record, which colleagues read; `subject` begins the mail to the person."""
    record.append(session, [record.event("person.changed", text, now, actor=who.name, staff_id=who.id)])
    rows = [
        outbox.to_method(
            mint, who, method, "account", now, lasts=outbox.MAIL_LASTS, priority=outbox.NEWS, subject=subject,
            at=now.isoformat(),
        )
        for method in staff.methods_of(session, [who.id])
        if method.medium == Medium.MAIL
    ]  # fmt: skip
    outbox.post(session, rows)
