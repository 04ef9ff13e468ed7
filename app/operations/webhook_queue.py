"""What other systems are to be told: written down with the event, in one transaction, so that it is never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.delivery import State
from app.domain.webhooks import event_of
from app.store import webhooks
from app.store.base import put
from app.store.webhooks import WebhookDelivery

Row = dict[str, Any]


def follow(session: Session, events: Sequence[Mapping[str, Any]]) -> None:
    """Queues these events of the timeline for each endpoint that is told of them."""
    told = [(event, name) for event in events if (name := event_of(event["kind"], event["facts"]))]
    if not told:
        return
    rows = [
        row(
            endpoint.id,
            name,
            event["at"],
            actor=event["actor"],
            report_id=event["report_id"],
            incident_id=event["incident_id"],
        )
        for endpoint in webhooks.listening(session)
        for event, name in told
        if name in endpoint.events
    ]
    put(session, WebhookDelivery, rows)


def row(
    endpoint_id: str, event: str, at: datetime, *, actor: str, report_id: str | None = None,
    incident_id: str | None = None,
) -> Row:  # fmt: skip
    """One event for one endpoint, due at once."""
    return {
        "endpoint_id": endpoint_id,
        "event": event,
        "actor": actor,
        "report_id": report_id,
        "incident_id": incident_id,
        "state": State.PENDING,
        "created_at": at,
        "due_at": at,
        "attempts": 0,
        "answer": "",
    }
