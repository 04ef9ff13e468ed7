"""Evidence of an incident: a signed bundle for whoever is to check it elsewhere."""

from __future__ import annotations

from flask import Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.operations import evidence
from app.store.incidents import Incident
from app.web.manager.incident import found
from app.web.room import desk, now


def fetch(reference: str) -> ResponseReturnValue:
    """The bundle, to be saved."""
    with desk().database.reading() as db:
        incident = _told_of(db, reference)
        bundle = evidence.bundle(db, incident, mint=desk().mint, now=now())
    answer = Response(bundle, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"evidence-{incident.reference}.json")
    return answer


def _told_of(db: Session, reference: str) -> Incident:
    """The incident; 404 for a drill, in which nothing was promised."""
    incident = found(db, reference)
    if incident.is_drill:
        abort(404)
    return incident
