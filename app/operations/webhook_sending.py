"""Telling other systems: what is due is claimed and composed, and what came of it is written down."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain import log_marks
from app.domain.delivery import State
from app.domain.times import iso
from app.domain.tokens import Mint
from app.domain.webhooks import GONE, LONGEST_ANSWER, OFF_AFTER, TEST, Answer, wait_after
from app.operations import webhooks as endpoints
from app.store import reports, webhooks
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.staff import Staff
from app.store.webhooks import WebhookDelivery, WebhookEndpoint

LEASE = timedelta(minutes=2)  # longer than any try lasts


@dataclass(frozen=True, kw_only=True)
class Call:
    """One claimed delivery, with all that its sending needs. The first of the `secrets` is the newest."""

    delivery_id: int
    endpoint_id: str
    url: str
    message_id: str
    body: str
    secrets: tuple[str, ...]


def claim(
    session: Session, limit: int, busy: Collection[str], public_url: str, mint: Mint, now: datetime
) -> Sequence[Call]:
    """Takes what is due, one for an endpoint, but for those that are `busy`: one that hangs holds up no other."""
    found = []
    for endpoint_id in webhooks.due_endpoints(session, now, busy)[:limit]:
        endpoint = webhooks.held(session, endpoint_id)  # before its messages, so that nobody changes it meanwhile
        row = webhooks.claim(session, endpoint_id, now, LEASE)
        if endpoint is None or row is None:
            continue
        row.body = row.body or _composed(session, row, endpoint, public_url)
        found.append(
            Call(
                delivery_id=row.id,
                endpoint_id=endpoint_id,
                url=endpoint.url,
                message_id=row.message_id,
                body=row.body,
                secrets=endpoints.secrets(endpoint, mint, now),
            )
        )
    return found


def settle(session: Session, call: Call, answer: Answer, mint: Mint, now: datetime) -> None:
    """Writes down what was answered; what was not taken is tried again, for three days."""
    endpoint = webhooks.held(session, call.endpoint_id)  # before its messages, as whoever turns it off does
    row = webhooks.in_hand(session, call.delivery_id)
    if row is None or endpoint is None:
        return
    row.status, row.answer, row.leased_until = answer.status, answer.words[:LONGEST_ANSWER], None
    if answer.is_taken:
        row.state, row.sent_at, endpoint.failing_since = State.SENT, now, None
        return
    wait = wait_after(row.attempts)
    row.state, row.due_at = (State.PENDING, now + wait) if wait else (State.EXHAUSTED, row.due_at)
    endpoint.failing_since = endpoint.failing_since or now
    if answer.status == GONE:
        endpoints.turn_off(session, endpoint, "it answered 410, which says that it is gone for good", mint, now)
    elif now - endpoint.failing_since >= OFF_AFTER:
        endpoints.turn_off(session, endpoint, f"it has taken nothing for {OFF_AFTER.days} days", mint, now)


def _composed(session: Session, row: WebhookDelivery, endpoint: WebhookEndpoint, public_url: str) -> str:
    """What it is told, as things stand at the first try; `timestamp` is when it happened."""
    data = {} if row.event == TEST else _data(session, row, endpoint, public_url)
    return json.dumps({"type": row.event, "timestamp": iso(row.created_at), "data": data})


def _data(session: Session, row: WebhookDelivery, endpoint: WebhookEndpoint, public_url: str) -> dict[str, Any]:
    report = session.get(Report, row.report_id) if row.report_id else None
    incident = session.get(Incident, row.incident_id or (report.incident_id if report else None) or "")
    if incident is None:
        return {}
    report = report or reports.of_incident(session, incident.id)
    holder = session.get(Staff, incident.acknowledged_by) if incident.acknowledged_by else None
    lead = session.get(Incident, incident.lead_id) if incident.lead_id else None
    told = {
        "reference": incident.reference,
        "policy": incident.policy,
        "services": incident.services,
        "severity": incident.severity,
        "status": log_marks.slug(log_marks.status("accepted", None, incident)),
        "respond_by": iso(incident.respond_by) if incident.respond_by else None,
        "resolve_by": iso(incident.resolve_by) if incident.resolve_by else None,
        "acknowledged_by": holder.name if holder else None,
        "actor": row.actor,
        "joined": lead.reference if lead else None,
        "is_drill": incident.is_drill,
        "desk_url": f"{public_url}/manage/incidents/{incident.reference}",
    }
    return told | ({"contact": _contact(report)} if endpoint.with_contact else {})


def _contact(report: Report | None) -> dict[str, str] | None:
    """Who reported it; None where that was removed."""
    if report is None or report.erased_at:
        return None
    return {"company": report.company, "name": report.name, "phone": report.phone, "email": report.email}
