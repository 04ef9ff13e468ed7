"""Evidence of an incident: on paper, and as a signed bundle for whoever is to check it elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain import evidence as bundles
from app.domain.span_words import length
from app.operations import corrections, evidence, fixed_times, overturning
from app.store import attachments, deliveries, links, reports, timeline
from app.store.incidents import Incident
from app.web.customer.forms import AFFECTED
from app.web.manager.guard import person
from app.web.manager.incident import found, promises
from app.web.room import desk, now


def show(reference: str) -> ResponseReturnValue:
    """All that answers whether the promise was kept, to be printed."""
    with desk().database.reading() as db:
        incident = told_of(db, reference)
        report = reports.of_incident(db, incident.id)
        events = timeline.of(db, report.id, incident.id)
        public_key = desk().mint.seal_keys()[0]
        return render_template(
            "manager/evidence.html",
            incident=incident,
            report=report,
            affected=AFFECTED.get(report.affected, report.affected),
            corrected=corrections.older(events),
            overturned=overturning.of_events(events),
            before=fixed_times.before(events),
            told_late=[(one, datetime.fromisoformat(one.facts["told_at"])) for one in events if "told_at" in one.facts],
            promises=[{**one, "stretches": stretches(one)} for one in promises(incident)],
            events=events,
            messages=deliveries.of_incident(db, incident.id),
            receipts=deliveries.receipts_of(db, incident.id),
            files=attachments.of(db, report.id, incident.id),
            head=links.head(db),
            fingerprint=bundles.fingerprint(public_key),
            person=person(),
        )


def fetch(reference: str) -> ResponseReturnValue:
    """The bundle, to be saved."""
    with desk().database.reading() as db:
        incident = told_of(db, reference)
        bundle = evidence.bundle(db, incident, mint=desk().mint, now=now())
    answer = Response(bundle, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"evidence-{incident.reference}.json")
    return answer


def told_of(db: Session, reference: str) -> Incident:
    """The incident; 404 for a drill, in which nothing was promised."""
    incident = found(db, reference)
    if incident.is_drill:
        abort(404)
    return incident


def stretches(promised: dict[str, Any]) -> list[dict[str, Any]]:
    """How a target's time was counted: each stretch with its share in words, or why it does not count."""
    return [
        {
            "starts": datetime.fromisoformat(one["starts"]),
            "ends": datetime.fromisoformat(one["ends"]),
            "share": _share(one),
        }
        for one in promised.get("spans", ())
    ]


def _share(one: dict[str, Any]) -> str:
    if one.get("working_days"):
        return "1 working day"
    if not one["seconds"]:
        return f"does not count: {one['why']}" if one.get("why") else "does not count"
    starts, ends = (datetime.fromisoformat(one[name]) for name in ("starts", "ends"))
    return length(ends - starts)
