"""A report of the intake log as another system reads it: what the desk's files have, with instants and slugs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain import log_marks
from app.domain.times import iso
from app.store.incidents import Incident
from app.store.log import LogRow
from app.web.manager.log_rows import standing, status_word
from app.web.room import desk


def row(found: LogRow, was_announced: bool) -> dict[str, Any]:
    """One report. What only an incident has is null where none was opened."""
    report, incident, holder = found
    return {
        "reference": report.reference,
        "received_at": iso(report.received_at),
        "services": report.services,
        "affected": report.affected,
        "company": report.company,
        "name": report.name,
        "customer_id": report.customer_id,
        "verdict": report.verdict,
        "clauses": [reason["clause"] for reason in report.reasons if reason["outcome"] == "decides"],
        "status": log_marks.slug(status_word(found)),
        "severity": incident.severity if incident else None,
        "acknowledged_by": holder,
        **instants(incident),
        "target": standing(incident) or None,
        "during_maintenance": was_announced,
        "is_drill": report.source == log_marks.DRILL,
        "source": report.source,
        "desk_url": f"{desk().settings.public_url}/manage/incidents/{report.reference}",
    }


def instants(incident: Incident | None) -> dict[str, str | None]:
    """When an incident came how far, and when the rest is due."""
    names = ("first_acknowledged_at", "replied_at", "respond_by", "resolve_by", "resolved_at")
    told = {name: _iso(getattr(incident, name, None)) for name in names}
    return {"acknowledged_at": told.pop("first_acknowledged_at"), **told}


def _iso(at: datetime | None) -> str | None:
    return iso(at) if at else None
