"""Drills: a page that goes the real way to people who agreed, is marked everywhere, and ends by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.rulebook import Rulebook
from app.domain.timeline_sorts import PORTAL
from app.domain.tokens import Mint
from app.domain.triage import UNSURE, Decision
from app.operations import intake, outbox, paging, record, watching
from app.store import drills, incidents, log_marks, policies
from app.store.base import put, row_of
from app.store.incidents import Incident, Page
from app.store.reach import Roll
from app.store.reports import DRILL
from app.store.staff import Staff

COMPANY = "DRILL"
WORDS = "This is a DRILL: nothing has stopped, and no customer waits."


class DrillError(ValueError):
    """It cannot start: why, in words for whoever asked."""


def start(
    session: Session, *, only: str | None, by: Staff | None, rules: Rulebook, mint: Mint, now: datetime
) -> Incident:
    """Starts a drill with everybody who takes part, as they are on call; or with `only` one of them, by id.

    `by`: whoever started it; nobody, if it began by itself. DrillError where it cannot be.
    """
    why = refused_because(session, only)
    if why:
        raise DrillError(why)
    policies.keep(session, rules.policy, now)
    incident = _incident(rules, mint, now, only, by)
    put(session, Incident, [row_of(incident)])
    report = _report(incident, rules, mint, now, by)
    log_marks.keep(session, [report], {incident.id: incident})
    incident = session.get_one(Incident, incident.id)
    taken = paging.turn(session, incident, Roll(session, now), now, mint)
    put(session, Page, taken.pages)
    record.append(session, [_said(session, incident, report["id"], only, by, now), *taken.events])
    outbox.post(session, taken.deliveries)
    return incident


def refused_because(session: Session, only: str | None) -> str:
    """Why no drill can start now; empty if one can."""
    people = {person.id for person in drills.partakers(session)}
    if not people:
        return "Nobody takes part in drills yet"
    if only and only not in people:
        return "They do not take part in drills"
    if incidents.counts_open(session)[0]:
        return "An emergency is open, and goes first"
    if drills.running(session):
        return "A drill is running already"
    return ""


def take_part(session: Session, person: Staff, takes_part: bool, now: datetime) -> None:
    """Somebody agrees to be woken by drills, or does so no more: what has not gone yet stays here."""
    if (person.drills_since is not None) == takes_part:
        return
    person.drills_since = now if takes_part else None
    session.flush()
    if not takes_part:
        drills.drop_messages(session, person.id)
    text = f"{person.first_name} takes part in drills{'' if takes_part else ' no more'}"
    record.append(session, [record.event("person.changed", text, now, actor=person.name, staff_id=person.id)])


def _incident(rules: Rulebook, mint: Mint, now: datetime, only: str | None, by: Staff | None) -> Incident:
    """An incident that keeps the policy's steps, and has no customer: no target, and no mark that managers hear of."""
    decision = Decision(
        verdict="accepted", reasons=(), severity=rules.policy.severities[0].slug, tier=None, region=None, promises=(),
        respond_by=None, resolve_by=None, gate_opens=None, gate_closes=None, covered=(), noted=(),
    )  # fmt: skip
    incident = intake.incident_of(mint.reference(), decision, rules, mint, now, now)
    incident.is_drill = True
    incident.promise = {**incident.promise, "drill": {"only": only, "by": by.id if by else None}}
    watching.plan(incident)
    return incident


def _report(incident: Incident, rules: Rulebook, mint: Mint, now: datetime, by: Staff | None) -> dict[str, Any]:
    report_id = mint.id()
    return {
        "id": report_id,
        "reference": incident.reference,
        "token_fingerprint": tokens.fingerprint(mint.token("track", report_id)),
        "intent": mint.id(),
        "received_at": now,
        "source": DRILL,
        "services": [UNSURE],
        "affected": "everyone",
        "started": "Just now",
        "started_at": None,
        "errors": WORDS,
        "company": COMPANY,
        "name": by.name if by else PORTAL,
        "phone": "",
        "email": "",
        "extra": {},
        "customer_id": None,
        "verdict": "accepted",
        "reasons": [{"clause": "DRILL", "text": WORDS, "outcome": "decides", "detail": ""}],
        "policy": rules.policy.name,
        "policy_digest": rules.policy.digest,
        "handed_over_at": None,
        "incident_id": incident.id,
    }


def _said(
    session: Session, incident: Incident, report_id: str, only: str | None, by: Staff | None, now: datetime
) -> record.Row:
    whom = session.get_one(Staff, only).first_name if only else "whoever takes part, as they are on call"
    text = f"DRILL started by {by.first_name if by else 'the weekly plan'}, for {whom}"
    actor = by.name if by else PORTAL
    return record.event("drill.started", text, now, actor=actor, report_id=report_id, incident_id=incident.id)
