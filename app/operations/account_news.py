"""What happens to somebody's own account: written down, and mailed to them, so that they know if it was not them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import outbox, record
from app.store import staff
from app.store.staff import Staff


def tell(
    session: Session,
    who: Staff,
    text: str,
    subject: str,
    *,
    by: str = "",
    also: Iterable[str] = (),
    but: str = "",
    kind: str = "person.changed",
    mint: Mint,
    now: datetime,
    **facts: str,
) -> None:
    """`text` is for the record, which colleagues read; `subject` begins the mail to the person.

    `by` is who did it, where that was somebody else. The mail goes to each address of theirs that is verified, and to
    those in `also`; `but` gets another mail already. `facts` go with the event.
    """
    record.append(session, [record.event(kind, text, now, actor=by or who.name, staff_id=who.id, **facts)])
    said = {"subject": subject, "by": by, "at": now.isoformat()}
    known = {one.address: one for one in staff.methods_of(session, [who.id]) if one.medium == Medium.MAIL}
    addresses = dict.fromkeys((*known, *also))
    rows = [
        outbox.to_mail_of(
            mint, who, address, known.get(address), "account", now, lasts=outbox.MAIL_LASTS, **said
        )
        for address in addresses
        if address != but
    ]  # fmt: skip
    outbox.post(session, rows)
