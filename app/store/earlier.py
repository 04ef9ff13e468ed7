"""Earlier reports of somebody who is in no directory: those that came from the same address or number."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.store.privacy import is_number
from app.store.reports import Report

AMONG = 2_000  # reports before it that are looked through, so that years of them cost no more


def of_the_same_sender(session: Session, report: Report, limit: int = 5) -> Sequence[Report]:
    """Accepted reports before this one, newest first, by its address or its number, as they were typed."""
    if report.customer_id or not (report.email or report.phone):
        return ()
    before = select(Report.id).where(Report.received_at <= report.received_at)
    before = before.order_by(Report.received_at.desc(), Report.id.desc()).limit(AMONG)
    address = and_(func.lower(Report.email) == report.email.lower(), Report.email != "")
    query = select(Report).where(Report.id.in_(before.subquery().select()), Report.id != report.id)
    query = query.where(Report.incident_id.is_not(None), Report.customer_id.is_(None))
    query = query.where(or_(address, is_number(Report.phone, report.phone)))
    return session.scalars(query.order_by(Report.received_at.desc()).limit(limit)).all()
