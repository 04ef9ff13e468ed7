"""Troubles: the incidents that everybody may read of, as the status page tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.status import Trouble
from app.store.incidents import Incident
from app.store.reports import Report

MOST = 50


def published(session: Session, resolved_after: datetime) -> Sequence[Trouble]:
    """Those that are open, and those that were resolved since; the newest first, fifty at most."""
    query = (
        select(Incident, func.min(Report.started_at))
        .join(Report, Report.incident_id == Incident.id)
        .where(Incident.published_at.is_not(None))
        .group_by(Incident.id)
        .order_by(Incident.published_at.desc(), Incident.id)
        .limit(MOST)
    )
    troubles = [_trouble(incident, started_at) for incident, started_at in session.execute(query)]
    return [one for one in troubles if one.resolved_at is None or one.resolved_at > resolved_after]


def _trouble(incident: Incident, started_at: datetime | None) -> Trouble:
    assert incident.published_at is not None
    return Trouble(
        id=incident.id,
        services=tuple(incident.services),
        since=min(started_at or incident.opened_at, incident.opened_at),
        published_at=incident.published_at,
        acknowledged_at=incident.acknowledged_at,
        resolved_at=incident.resolved_at,
        words=incident.published_words,
    )
