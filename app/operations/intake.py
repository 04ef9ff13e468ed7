"""Intake: a report is judged at its instant, and kept with all that follows from it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import escalation, targets, tokens
from app.domain.policy import SupportPolicy
from app.domain.rulebook import Rulebook
from app.domain.tokens import Mint
from app.domain.triage import UNSURE, Affected, Answers, Decision, decide
from app.operations import outbox, paging, record, resolution
from app.store import customers, reports, timeline
from app.store.base import put, row_of
from app.store.incidents import Incident, Page
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


@dataclass(frozen=True, kw_only=True)
class Filed:
    """What became of it: the report's reference, and the secret of its tracking page."""

    reference: str
    token: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A report with its verdict and all that follows from it, as rows that are still to be kept."""

    report: Report
    incident: Incident | None
    pages: list[dict[str, Any]]
    events: list[record.Row]
    messages: list[outbox.Row]


def receive(session: Session, new: NewReport, *, rules: Rulebook, mint: Mint, now: datetime) -> Filed:
    """Keeps the report, with its verdict, and pages if it is accepted. The same intent again is the same report."""
    known = reports.by_intent(session, new.intent)
    if known:
        _keep_what_differs(session, known, new, rules.policy, mint, now)
        return filed(known, mint)
    judged = judge(session, new, rules=rules, mint=mint, now=now)
    keep(session, [judged])
    return filed(judged.report, mint)


def judge(session: Session, new: NewReport, *, rules: Rulebook, mint: Mint, now: datetime) -> Judged:
    """The verdict of this instant, whom it pages, and who hears. It only reads, so that nobody waits for it."""
    customer_id = customers.id_of_email(session, new.email)
    decision = decide(rules, Answers(services=new.services, affected=new.affected), now)
    report = _report(new, decision, customer_id, rules.policy, mint, now)
    judged = Judged(
        report=report,
        incident=_incident(report, decision, rules, mint, now) if decision.verdict == "accepted" else None,
        pages=[],
        events=[_received(report), _judged(report, decision)],
        messages=[],
    )
    if judged.incident:
        report.incident_id = judged.incident.id
        taken = paging.turn(session, judged.incident, now, mint)
        judged.pages.extend(taken.pages)
        judged.events.extend(taken.events)
        judged.messages.extend(taken.deliveries)
    elif decision.verdict == "closed":
        judged.events.append(_handed_over(report, rules.policy, now))
        judged.messages.append(_handover_mail(mint, report, rules.policy, now))
    if new.email:
        judged.messages.append(_confirmation(mint, report, now))
    return judged


def keep(session: Session, judged: Sequence[Judged]) -> None:
    """Writes it all, a statement a table. The database refuses an intent or a reference that is taken."""
    put(session, Incident, [row_of(one.incident) for one in judged if one.incident])
    put(session, Report, [row_of(one.report) for one in judged])
    put(session, Page, [page for one in judged for page in one.pages])
    record.append(session, [event for one in judged for event in one.events])
    outbox.post(session, [message for one in judged for message in one.messages])


def filed(report: Report, mint: Mint) -> Filed:
    """What the customer is told of a report that is kept."""
    token = mint.token_like("track", report.id, report.token_fingerprint)
    return Filed(reference=report.reference, token=token or "", verdict=report.verdict)


def hand_over(
    session: Session, report: Report, policy: SupportPolicy, mint: Mint, now: datetime, told: Mapping[str, str]
) -> None:
    """Sends a report that is not for the night to the daytime desk by mail, once, so that nobody types it twice.

    `told` fills what the report left empty, by field; what the customer wrote before stays as it was.
    """
    session.refresh(report, with_for_update=True)  # two presses at once are one mail
    if report.handed_over_at or report.incident_id:
        return
    for field, words in told.items():
        if words and not getattr(report, field):
            setattr(report, field, words)
    record.append(session, [_handed_over(report, policy, now)])
    outbox.post(session, [_handover_mail(mint, report, policy, now)])


def _keep_what_differs(
    session: Session, known: Report, new: NewReport, policy: SupportPolicy, mint: Mint, now: datetime
) -> None:
    """The same form again, with other words: they are kept as the customer's addition, once."""
    session.refresh(known, with_for_update=True)
    words = "\n".join(f"{label}: {said}" for label, said in _told_otherwise(known, new, policy).items())
    earlier = (event for event in timeline.of(session, known.id, None) if event.kind == "customer.added")
    if words and all(event.facts.get("words") != words for event in earlier):
        resolution.add(session, known, words, mint=mint, now=now)


def _told_otherwise(known: Report, new: NewReport, policy: SupportPolicy) -> dict[str, str]:
    told = {}
    if set(new.services) != set(known.services):
        choices = {service.slug: service.name for service in policy.services}
        choices |= {exclusion.slug: exclusion.name for exclusion in policy.exclusions}
        told["What has stopped"] = ", ".join(choices.get(slug, slug) for slug in new.services)
    fields = {
        "Who is affected": (known.affected, new.affected),
        "When it started": (known.started, new.started),
        "What the error says": (known.errors, new.errors),
        "Company": (known.company, new.company),
        "Name": (known.name, new.name),
        "Phone": (known.phone, new.phone),
        "Email": (known.email, new.email),
    } | {label: (known.extra.get(label), words) for label, words in new.extra.items()}
    return told | {label: after for label, (before, after) in fields.items() if after and after != before}


def _report(
    new: NewReport,
    decision: Decision,
    customer_id: str | None,
    policy: SupportPolicy,
    mint: Mint,
    now: datetime,
) -> Report:
    """The report as it is kept. Another's reference is refused by the database, and the edge tries again."""
    report_id = mint.id()
    return Report(
        id=report_id,
        reference=mint.reference(),
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
        customer_id=customer_id,
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


def _received(report: Report) -> record.Row:
    text = f"{report.name or 'Somebody'} of {report.company or 'a company not named'} reported it by {report.source}"
    ties = {"report_id": report.id, "actor": record.CUSTOMER}
    return record.event("report.received", text, report.received_at, **ties)


def _judged(report: Report, decision: Decision) -> record.Row:
    clauses = ", ".join(reason.clause for reason in decision.reasons if reason.outcome in DECIDING)
    words = {"accepted": "Accepted: an incident opened", "closed": "Not accepted: the gate is closed"}
    text = words.get(decision.verdict, "Not accepted: not covered") + (f" ({clauses})" if clauses else "")
    return record.event(f"verdict.{decision.verdict}", text, report.received_at, report_id=report.id)


def _handed_over(report: Report, policy: SupportPolicy, now: datetime) -> record.Row:
    report.handed_over_at = now
    text = f"Handed over to the daytime desk at {policy.desk_mail}"
    return record.event("report.handed_over", text, now, report_id=report.id)


def _handover_mail(mint: Mint, report: Report, policy: SupportPolicy, now: datetime) -> outbox.Row:
    return outbox.to_address(mint, DESK, policy.desk_mail, "desk-handover", now, report_id=report.id)


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
