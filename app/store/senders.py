"""Senders: how many incidents of each known customer, and of all others together, page by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from app.store.base import UtcDateTime
from app.store.incidents import Incident
from app.store.reports import Report

ADVISORY_LOCK = 7_031_979  # one counts at a time; the record's links have the number before


def alone(session: Session, customer_id: str | None, since: datetime, most: int) -> int:
    """How many of this known customer's were opened since then, up to `most`; None: of nobody in the directory."""
    values = {"since": since, "most": most, "customer_id": customer_id}
    return len(session.connection().execute(_OF_STRANGERS if customer_id is None else _OF_CUSTOMER, values).all())


def hold(session: Session) -> None:
    """Lets nobody else count unverified reports until the end of the transaction."""
    if session.get_bind().dialect.name == "postgresql":  # on SQLite who writes is alone anyway
        session.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))


_whose = select(Report.customer_id).where(Report.incident_id == Incident.id).limit(1).scalar_subquery()
_ALONE = (
    select(Incident.id)
    .where(Incident.opened_at > bindparam("since", type_=UtcDateTime), Incident.lead_id.is_(None), ~Incident.is_drill)
    .order_by(Incident.opened_at)  # whoever floods us is found among the first
    .limit(bindparam("most"))
)
_OF_CUSTOMER = _ALONE.where(_whose == bindparam("customer_id"))
_OF_STRANGERS = _ALONE.where(_whose.is_(None))
