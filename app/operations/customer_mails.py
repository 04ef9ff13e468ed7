"""Mails that tell customers by themselves how their report stands: only so many an hour to one address.

Whoever fills in the form can type anybody's address. The first confirmation to it always goes; what a person writes is
no such mail, and always goes too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.operations import outbox, record
from app.store import deliveries, reports
from app.store.incidents import Incident

MOST = 20  # an hour, to one address
AN_HOUR = timedelta(hours=1)


def tell(session: Session, incident: Incident, wording: str, mint: Mint, now: datetime, **facts: Any) -> None:
    """Mails the reporter what has become of their incident, if they left an address."""
    report = reports.of_incident(session, incident.id)
    if not report.email:
        return
    if not may_go(session, report.email, now):
        record.append(session, [left_out(report.id, incident.id, now)])
        return
    ties = {"report_id": report.id, "incident_id": incident.id}
    outbox.post(session, [outbox.to_address(mint, report.name, report.email, wording, now, **ties, **facts)])


def may_go(session: Session, address: str, now: datetime) -> bool:
    """Whether one more may go to the address, by what the outbox holds: a counter's row would be a lock."""
    return deliveries.count_to(session, address, now - AN_HOUR) < MOST


def left_out(report_id: str, incident_id: str | None, now: datetime) -> record.Row:
    """That a mail was not written, for the timeline."""
    text = f"No mail to the customer: their address has had {MOST} within the hour. The page has it all"
    return record.event("customer.not_mailed", text, now, report_id=report_id, incident_id=incident_id)
