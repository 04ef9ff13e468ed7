"""How an incident stands for its customer: the state that is folded from its events, and these in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from app.domain import escalation, tracking
from app.domain.delivery import WAKING
from app.domain.service_levels import measured
from app.domain.tracking import Instants
from app.store.incidents import Incident
from app.store.timeline import OVERTURNED, Event
from app.web.room import now


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


def spoken(incident: Incident | None, events: Iterable[Event]) -> list[tuple[Event, str]]:
    """What the customer reads of these events, in their order. A promise that was kept after all was never missed."""
    said = ((event, tracking.line(event.kind, event.facts)) for event in events if not _is_taken_back(incident, event))
    return [(event, words) for event, words in said if words]


def _is_taken_back(incident: Incident | None, event: Event) -> bool:
    """Whether the event says that a promise was missed which was kept, as somebody entered since."""
    if incident is None or event.kind != "target.missed":
        return False
    of_resolution = measured(event.facts) == "resolution"
    due_at, kept_at = (
        (incident.resolve_by, incident.resolved_at) if of_resolution else (incident.respond_by, incident.responded_at)
    )
    return due_at is not None and kept_at is not None and kept_at <= due_at
