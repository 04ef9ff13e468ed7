"""A report as a program is told of it: the decision and its instants, and how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import tracking
from app.domain.gate import gate
from app.domain.policy_lines import TOLD
from app.domain.times import iso
from app.operations import recognition
from app.store import timeline
from app.store.incidents import Incident
from app.store.reports import Report
from app.web.room import desk
from app.web.standing import spoken, state

HANDED_OVER, NOT_COVERED = tracking.state_of("handed-over"), tracking.state_of("not-covered")


def address(reference: str) -> str:
    """Where a program looks the report up."""
    return f"{desk().settings.public_url}/api/reports/{reference}"


def receipt(db: Session, report: Report) -> dict[str, Any]:
    """What was decided, and what is promised. Severity and targets are null where no incident was opened."""
    incident = db.get(Incident, report.incident_id) if report.incident_id else None
    told = TOLD[report.verdict]  # type: ignore[index]
    token = desk().mint.token_like("track", report.id, report.token_fingerprint)
    return {
        "reference": report.reference,
        "received_at": iso(report.received_at),
        "verdict": report.verdict,
        "reasons": [
            {"clause": reason["clause"], "text": f"{reason['text']} {reason['detail']}".strip()}
            for reason in report.reasons
            if reason["outcome"] in told
        ],
        "severity": incident.severity if incident else None,
        "respond_by": _iso(incident.respond_by) if incident else None,
        "resolve_by": _iso(incident.resolve_by) if incident else None,
        "gate_opens": _iso(_gate_opens(db, report)) if report.verdict == "closed" else None,
        "tracking_url": f"{desk().settings.public_url}/reports/{token}" if token else None,
    }


def standing(db: Session, report: Report) -> dict[str, Any]:
    """How it stands now, folded from what was recorded: as the tracking page says it."""
    events = timeline.of(db, report.id, report.incident_id)
    incident = db.get(Incident, report.incident_id) if report.incident_id else None
    now_is = state(incident, events) if incident else HANDED_OVER if report.handed_over_at else NOT_COVERED
    return {
        "state": now_is.slug,
        "status": now_is.word,
        "headline": now_is.headline,
        "acknowledged_at": _iso(incident.acknowledged_at) if incident else None,
        "replied_at": _iso(incident.replied_at) if incident else None,
        "resolved_at": _iso(incident.resolved_at) if incident else None,
        "events": [{"at": iso(event.at), "text": words} for event, words in spoken(incident, events)],
    }


def _gate_opens(db: Session, report: Report) -> datetime | None:
    """When the gate that was closed to the report opens."""
    contracts = recognition.contracts_of(db, {report.customer_id} if report.customer_id else (), desk().policy)
    contract = contracts.get(report.customer_id or "")
    tier, region = (contract.tier, contract.region) if contract else (None, None)
    return gate(desk().rules, report.received_at, tier=tier, region=region).opens_at


def _iso(at: datetime | None) -> str | None:
    return iso(at) if at else None
