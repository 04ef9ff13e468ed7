"""Downtime: what incidents say of when their services were down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.availability import Outage
from app.store.incidents import Incident
from app.store.reports import Report


def outages(
    session: Session, since: datetime, until: datetime, cause_of: Callable[[Incident], str]
) -> Sequence[Outage]:
    """What resolved incidents say of the time between two instants, in order; `cause_of` gives triage's slug or "".

    An outage began when the first of its reports says, or else when that report was received.
    """
    began = func.min(func.coalesce(Report.started_at, Report.received_at), type_=Report.received_at.type)
    query = (
        select(Incident, began)
        .join(Report, Report.incident_id == Incident.id)
        .where(Incident.resolved_at > since, ~Incident.is_drill)
        .group_by(Incident.id)
        .having(began < until)
        .order_by(began, Incident.id)
    )
    return [
        Outage(
            reference=incident.reference,
            services=tuple(incident.services),
            starts_at=starts_at,
            ends_at=incident.resolved_at,
            cause=cause_of(incident),
        )
        for incident, starts_at in session.execute(query)
        if incident.resolved_at
    ]


def unresolved(session: Session, until: datetime) -> Sequence[str]:
    """References of the incidents that opened before an instant and are not resolved yet, in order."""
    query = select(Incident.reference).where(Incident.resolved_at.is_(None), ~Incident.is_drill)
    return session.scalars(query.where(Incident.opened_at < until).order_by(Incident.opened_at)).all()
