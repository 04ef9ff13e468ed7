"""What is due of an incident: the reply and the resolution that were promised, and how each stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain import targets
from app.domain.service_levels import Measure
from app.domain.targets import Standing
from app.store.incidents import Incident
from app.web.room import now


@dataclass(frozen=True, kw_only=True)
class Due:
    """One promised instant. `is_open`: what is due has not come, and may still."""

    measures: Measure
    at: datetime
    standing: Standing
    is_open: bool


def dues(incident: Incident) -> list[Due]:
    """Those with a running clock, or one that has run out; none of a drill."""
    if incident.is_drill or incident.closed_by:
        return []
    made: tuple[tuple[Measure, datetime | None, datetime | None], ...] = (
        ("response", incident.respond_by, incident.responded_at),
        ("resolution", incident.resolve_by, incident.resolved_at),
    )
    return [
        Due(
            measures=measures,
            at=at,
            standing=targets.standing(opened_at=incident.opened_at, due_at=at, met_at=met_at, now=now()),
            is_open=met_at is None,
        )
        for measures, at, met_at in made
        if at
    ]
