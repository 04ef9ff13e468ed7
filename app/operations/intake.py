"""Intake: a report is judged at its instant, and kept with all that follows from it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import escalation, targets, tokens
from app.domain.policy import SupportPolicy
from app.domain.rulebook import Rulebook
from app.domain.tokens import Mint
from app.domain.triage import UNSURE, Affected, Answers, Decision, decide
from app.operations import outbox, paging, record
from app.store import customers, reports
from app.store.customers import Customer
from app.store.incidents import Incident
from app.store.reports import Report

DESK = "Daytime desk"
DECIDING = ("decides", "noted", "not met")


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """What the customer told us. `intent` is the form's own key: the same form sent twice is one report."""

    intent: str
    source: str
    services: tuple[str, ...]
    affected: Affected
    started: str
    started_at: datetime | None
    errors: str
    company: str
    name: str
    phone: str
    email: str
    extra: Mapping[str, str]
    hand_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Filed:
    """What became of it: the report's reference, and the secret of its tracking page."""

    reference: str
    token: str
    verdict: str


def receive(session: Session, new: NewReport, *, rules: Rulebook, mint: Mint, now: datetime) -> Filed:
    """Keeps the report, with its verdict, and pages if it is accepted. The same intent again is the same report."""
    known = reports.by_intent(session, new.intent)
    if known:
        return _filed(known, mint)
    customer = customers.of_email(session, new.email)
    decision = decide(rules, Answers(services=new.services, affected=new.affected), now)
    report = _report(session, new, decision, customer, rules.policy, mint, now)
    incident = _incident(report, decision, rules, mint, now) if decision.verdict == "accepted" else None
    if incident:
        report.incident_id = incident.id
        session.add(incident)
        session.flush()
    session.add(report)
    session.flush()
    record.append(session, _first_events(report, incident, decision))
    if incident:
        paging.take_turn(session, incident, now, mint)
    outbox.post(session, [_confirmation(mint, report, now)] if new.email else [])
    if decision.verdict == "closed" or (new.hand_over and not incident):
        hand_over(session, report, rules.policy, mint, now)
    return _filed(report, mint)


def hand_over(session: Session, report: Report, policy: SupportPolicy, mint: Mint, now: datetime) -> None:
    """Sends the report to the daytime desk by mail, once, so that nobody types an outage twice."""
    if report.handed_over_at:
        return
    report.handed_over_at = now
    mail = outbox.to_address(mint, DESK, policy.desk_mail, "desk-handover", now, report_id=report.id)
    outbox.post(session, [mail])
    text = f"Handed over to the daytime desk at {policy.desk_mail}"
    record.append(session, [record.event("report.handed_over", text, now, report_id=report.id)])


def _filed(report: Report, mint: Mint) -> Filed:
    token = mint.token_like("track", report.id, report.token_fingerprint)
    return Filed(reference=report.reference, token=token or "", verdict=report.verdict)


def _report(
    session: Session,
    new: NewReport,
    decision: Decision,
    customer: Customer | None,
    policy: SupportPolicy,
    mint: Mint,
    now: datetime,
) -> Report:
    report_id = mint.id()
    reference = mint.reference()
    while reports.by_reference(session, reference):
        reference = mint.reference()
    return Report(
        id=report_id,
        reference=reference,
        token_fingerprint=tokens.fingerprint(mint.token("track", report_id)),
        intent=new.intent,
        received_at=now,
        source=new.source,
        services=list(new.services),
        affected=new.affected,
        started=new.started,
        started_at=new.started_at,
        errors=new.errors,
        company=new.company,
        name=new.name,
        phone=new.phone,
        email=new.email,
        extra=dict(new.extra),
        customer_id=customer.id if customer else None,
        verdict=decision.verdict,
        reasons=[
            {"clause": r.clause, "text": r.text, "outcome": r.outcome, "detail": r.detail} for r in decision.reasons
        ],
        policy=policy.name,
        policy_digest=policy.digest,
        handed_over_at=None,
        incident_id=None,
    )


def _incident(report: Report, decision: Decision, rules: Rulebook, mint: Mint, now: datetime) -> Incident:
    """The incident with its promise frozen: a later edit of the policy changes nothing of it."""
    policy = rules.policy
    due = decision.respond_by
    instants = targets.marks(policy.watch, now, due) if due else ()
    marks = [
        {"at": at.isoformat(), "percent": mark.percent, "unless": mark.unless}
        for at, mark in zip(instants, policy.watch.marks, strict=bool(due))
    ]
    promise = {
        "escalation": escalation.frozen(policy.escalation),
        "marks": marks,
        "watched_by": policy.watch.layer,
        "lapse": policy.watch.lapse.total_seconds(),
        "struggling": policy.watch.struggling.total_seconds(),
    }
    return Incident(
        id=mint.id(),
        reference=report.reference,
        opened_at=now,
        severity=decision.severity,
        services=list(decision.covered) or [UNSURE],
        policy=policy.name,
        policy_digest=policy.digest,
        promise=promise,
        respond_by=due,
        resolve_by=decision.resolve_by,
        next_page_at=now,
        paging_since=now,
        paging_because="",
        step=0,
        round=0,
        next_watch_at=min(instants, default=None),
        marks_passed=0,
    )


def _first_events(report: Report, incident: Incident | None, decision: Decision) -> list[record.Row]:
    incident_id = incident.id if incident else None
    received = record.event(
        "report.received",
        f"{report.name} of {report.company} reported it by {report.source}",
        report.received_at,
        actor=record.CUSTOMER,
        report_id=report.id,
        incident_id=incident_id,
    )
    clauses = ", ".join(reason.clause for reason in decision.reasons if reason.outcome in DECIDING)
    words = {"accepted": "Accepted: an incident opened", "closed": "Not accepted: the gate is closed"}
    text = words.get(decision.verdict, "Not accepted: not covered") + (f" ({clauses})" if clauses else "")
    judged = record.event(
        f"verdict.{decision.verdict}", text, report.received_at, report_id=report.id, incident_id=incident_id
    )
    return [received, judged]


def _confirmation(mint: Mint, report: Report, now: datetime) -> outbox.Row:
    return outbox.to_address(
        mint,
        report.name,
        report.email,
        "customer-received",
        now,
        report_id=report.id,
        incident_id=report.incident_id,
    )
