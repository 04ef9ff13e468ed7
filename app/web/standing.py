"""How an incident stands for its customer: the state that is folded from its instants and recorded events."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from app.domain import escalation, tracking
from app.domain.delivery import WAKING
from app.domain.tracking import Instants
from app.store.incidents import Incident
from app.store.timeline import Event
from app.web.room import now

OVERTURNED = "overturned"  # the event of a report that was refused at first: its waiting begins with it


def state(incident: Incident, events: Collection[Event]) -> tracking.State:
    """The state now."""
    steps = escalation.thawed(incident.promise["escalation"])
    arrived = any(
        event.kind == "delivery.delivered" and event.facts.get("wording") == "page" and event.facts["medium"] in WAKING
        for event in events
    )
    instants = Instants(
        opened_at=next((event.at for event in events if event.kind == OVERTURNED), incident.opened_at),
        acknowledged_at=incident.acknowledged_at,
        replied_at=incident.replied_at,
        resolved_at=incident.resolved_at,
        confirmed_at=incident.confirmed_at,
        has_arrived=arrived,
        steps_taken=escalation.widened(steps, incident.step),
        is_quiet=not steps.wakes,
        is_with_desk=incident.accepted_at is not None,
        is_duplicate=incident.is_duplicate,
    )
    return tracking.state(instants, now(), timedelta(seconds=incident.promise["struggling"]))
