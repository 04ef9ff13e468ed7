"""One report and its incident for other systems: facts, targets, and the timeline in words."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.times import iso
from app.domain.tokens import spoken_reference
from app.store import reports, timeline
from app.store.incidents import Incident
from app.store.log import LogRow
from app.store.reports import Report
from app.store.staff import Staff
from app.web.api.answers import written
from app.web.api.problems import Problem
from app.web.api.rows import row
from app.web.manager.incident import promises
from app.web.manager.log_rows import in_maintenance
from app.web.room import desk


def read(reference: str) -> ResponseReturnValue:
    """The report of a reference, whatever its verdict."""
    with desk().database.reading() as db:
        report = reports.by_reference(db, spoken_reference(reference) or "")
        if report is None:
            raise Problem("nothing-there")
        return written({"zone": desk().policy.hours.zone, **_told(db, report)})


def _told(db: Session, report: Report) -> dict[str, Any]:
    incident = db.get(Incident, report.incident_id) if report.incident_id else None
    holder = db.get(Staff, incident.acknowledged_by) if incident and incident.acknowledged_by else None
    lead = db.get(Incident, incident.lead_id) if incident and incident.lead_id else None
    found: LogRow = (report, incident, holder.name if holder else None)
    events = timeline.of(db, report.id, report.incident_id)
    return {
        **row(found, report.id in in_maintenance(db, [found])),
        "started": report.started,
        "errors": report.errors,
        "phone": report.phone,
        "email": report.email,
        "answers": {question: str(answer) for question, answer in report.extra.items()},
        "policy": incident.policy if incident else None,
        "cause": incident.cause if incident else None,
        "joined": lead.reference if lead else None,
        "targets": [_target(promised) for promised in promises(incident)] if incident else [],
        "timeline": [
            {"at": iso(event.at), "kind": event.kind, "actor": event.actor, "text": event.text} for event in events
        ],
    }


def _target(promised: dict[str, Any]) -> dict[str, Any]:
    due = promised["due"]
    return {
        "measures": promised["measures"],
        "due": iso(due) if due else None,
        "standing": promised["standing"] or None,
    }
