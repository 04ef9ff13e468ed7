"""Writing down what happened: the one way to append to the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.timeline_sorts import PORTAL
from app.operations import webhook_queue
from app.store.base import put
from app.store.incidents import Incident
from app.store.timeline import Event

CUSTOMER = "the customer"
COMMAND = "a command"
ADMINISTRATOR = "the administrator"  # whoever works by commands, which know no name
NOBODYS = (PORTAL, CUSTOMER, COMMAND, ADMINISTRATOR)  # what the record calls who is none of the staff


Row = dict[str, Any]


def event(
    kind: str,
    text: str,
    at: datetime,
    *,
    actor: str = PORTAL,
    report_id: str | None = None,
    incident_id: str | None = None,
    **facts: Any,
) -> Row:
    """A row of the timeline: `kind` for the program, `text` for staff, `facts` for what customers are shown."""
    return {
        "kind": kind,
        "text": text,
        "at": at,
        "actor": actor,
        "report_id": report_id,
        "incident_id": incident_id,
        "facts": facts,
    }


def append(session: Session, events: Sequence[Row]) -> None:
    """Appends rows in one statement, and queues what other systems are told of them."""
    put(session, Event, events)
    webhook_queue.follow(session, events)


def happened(
    session: Session, incident: Incident, kind: str, text: str, at: datetime, actor: str = PORTAL, **facts: Any
) -> None:
    """Appends one event of an incident."""
    append(session, [event(kind, text, at, actor=actor, incident_id=incident.id, **facts)])
