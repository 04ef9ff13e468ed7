"""Intake: a report is judged at its instant, and kept with all that follows from it in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.maintenance import Window, met_by
from app.domain.policy import SupportPolicy
from app.domain.rulebook import Rulebook
from app.domain.tokens import Mint
from app.domain.triage import UNSURE, Affected, Answers, Decision, Way, decide
from app.operations import (
    customer_mails,
    handover,
    maintenance,
    outbox,
    paging,
    promising,
    received,
    recognition,
    record,
    repeats,
    storms,
    watching,
)
from app.operations.senders import Senders
from app.operations.storms import Leads
from app.store import log_marks, policies, reports
from app.store import maintenance as windows
from app.store.base import put, row_of
from app.store.incidents import Incident, Page
from app.store.reach import Roll
from app.store.reports import BY_MAIL


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """What the customer told us. `intent` is the form's own key: the same form sent twice is one report.

    `extra` answers the policy's own questions in words, by label; `told` those that are choices, by field, as slugs.
    `customer_id`: whose report it is, where that is proven and need not be recognised. `adds`: under a known intent,
    other words are added to its report; else they are refused.
    `is_answered`: whether the reporter gets a confirmation at their address.
    """

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
    told: Mapping[str, str] = field(default_factory=dict)
    customer_id: str | None = None
    adds: bool = True
    way: Way = "form"
    is_answered: bool = True


@dataclass(frozen=True, kw_only=True)
class Filed:
    """What became of it: the report's reference, and the secret of its tracking page. Not `is_new`: it was known."""

    reference: str
    token: str
    verdict: str
    is_new: bool = field(default=True, compare=False)


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """What the reports of one instant have in common, asked once. `at`: when they came in."""

    session: Session
    rules: Rulebook
    mint: Mint
    now: datetime
    at: datetime
    roll: Roll
    running: Sequence[Window]
    leads: Leads
    sent: list[outbox.Row] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """A report with its verdict and all that follows from it, as rows that are still to be kept."""

    filed: Filed
    report: dict[str, Any]
    incident: Incident | None
    pages: list[dict[str, Any]]
    events: list[record.Row]
    messages: list[outbox.Row]


def receive(
    session: Session,
    news: Sequence[NewReport],
    *,
    rules: Rulebook,
    mint: Mint,
    now: datetime,
    received_at: datetime | None = None,
) -> list[Filed]:
    """Keeps reports, each with its verdict, and pages for those accepted. The same intent again is the same report.

    `received_at`: when they came in, where they could not be kept then; they are judged by that instant, and paged now.
    `repeats.OtherWords` where it has to be and is not. IntegrityError where another process has just taken an intent
    or a reference: in a new transaction it is known.
    """
    policies.keep(session, rules.policy, now)
    known = reports.intents_known(session, {new.intent for new in news})
    fresh = {new.intent: new for new in reversed(news) if new.intent not in known}
    leads = Leads(session, rules.policy, Senders(session, rules.policy.alone, now), now)
    judged = _judged_all(session, fresh.values(), rules, mint, now, leads, received_at or now)
    _keep(session, judged.values())
    storms.tell(session, leads.grown.values(), mint, now)
    return [
        judged[new.intent].filed if fresh.get(new.intent) is new else _known(session, new, rules.policy, mint, now)
        for new in news
    ]


def _judged_all(
    session: Session,
    news: Collection[NewReport],
    rules: Rulebook,
    mint: Mint,
    now: datetime,
    leads: Leads,
    at: datetime,
) -> dict[str, _Judged]:
    """The verdicts of one instant by intent, whom they page, and who hears."""
    customer_ids = recognition.customers_of(session, news, rules.policy)
    contracts = recognition.contracts_of(session, set(customer_ids.values()), rules.policy)
    running = windows.running(session, at)
    roll = Roll(session, now)
    leads.expect((new.services for new in news), strangers=any(new.intent not in customer_ids for new in news))
    scene = _Scene(session=session, rules=rules, mint=mint, now=now, at=at, roll=roll, running=running, leads=leads)
    judged = {}
    for new in news:
        customer_id = customer_ids.get(new.intent)
        answers = recognition.answers(new, contracts.get(customer_id or ""), rules.policy)
        judged[new.intent] = _judged(scene, new, answers, customer_id)
    return judged


def _judged(scene: _Scene, new: NewReport, answers: Answers, customer_id: str | None) -> _Judged:
    rules, mint, now, at = scene.rules, scene.mint, scene.now, scene.at
    met = met_by(scene.running, new.services, rules.policy)
    decision = maintenance.remarked(decide(rules, answers, at), met, rules.policy, at)
    report_id, reference = mint.id(), mint.reference()
    token = mint.token("track", report_id)
    incident = incident_of(reference, decision, rules, mint, now, at) if decision.verdict == "accepted" else None
    # Whoever sent a mail has no page before them on which to ask for it.
    to_desk = decision.verdict == "closed" or (incident is None and new.source == BY_MAIL)
    judged = _Judged(
        filed=Filed(reference=reference, token=token, verdict=decision.verdict),
        report={
            "id": report_id,
            "reference": reference,
            "token_fingerprint": tokens.fingerprint(token),
            **_told(new),
            "received_at": at,
            "customer_id": customer_id,
            **_verdict(decision, rules.policy),
            "handed_over_at": now if to_desk else None,
            "incident_id": incident.id if incident else None,
        },
        incident=incident,
        pages=[],
        events=[
            received.came_in(report_id, new, rules.policy, now, at),
            *maintenance.said(report_id, met, rules.policy, now, rules.policy.local_of(decision.tier, decision.region)),
            received.judged(report_id, decision, now),
        ],
        messages=[],
    )
    joined = scene.leads.take(incident, customer_id, is_proven=bool(new.customer_id)) if incident else None
    if incident and joined:
        judged.events.append(storms.said_joined(incident, joined, now))
    elif incident:
        taken = paging.turn(scene.session, incident, scene.roll, now, mint, also=scene.sent)
        judged.pages.extend(taken.pages)
        judged.events.extend(taken.events)
        judged.messages.extend(taken.deliveries)
        scene.sent.extend(taken.deliveries)
    elif to_desk:
        judged.events.append(handover.said(report_id, rules.policy, now))
        judged.messages.append(handover.mail(mint, report_id, rules.policy, now))
    if new.email and new.is_answered:
        ties = {"report_id": report_id, "incident_id": judged.report["incident_id"]}
        if not customer_mails.may_go(scene.session, new.email, now):
            judged.events.append(customer_mails.left_out(report_id, ties["incident_id"], now))
            return judged
        judged.messages.append(outbox.to_address(mint, new.name, new.email, "customer-received", now, **ties))
    return judged


def _keep(session: Session, judged: Collection[_Judged]) -> None:
    """Writes it all, a statement a table. The database refuses an intent or a reference that is taken."""
    put(session, Incident, [row_of(one.incident) for one in judged if one.incident])
    incidents = {one.incident.id: one.incident for one in judged if one.incident}
    log_marks.keep(session, [one.report for one in judged], incidents)
    put(session, Page, [page for one in judged for page in one.pages])
    record.append(session, [event for one in judged for event in one.events])
    outbox.post(session, [message for one in judged for message in one.messages])


def _known(session: Session, again: NewReport, policy: SupportPolicy, mint: Mint, now: datetime) -> Filed:
    """A form that was sent before: the report that it became. Other words are kept as the customer's addition."""
    known = reports.by_intent(session, again.intent)
    repeats.take(session, known, again, policy, mint, now)
    token = mint.token_like("track", known.id, known.token_fingerprint)
    return Filed(reference=known.reference, token=token or "", verdict=known.verdict, is_new=False)


def _told(new: NewReport) -> dict[str, Any]:
    """What the customer said, as it is kept."""
    return {
        "intent": new.intent,
        "source": new.source,
        "services": list(new.services),
        "affected": new.affected,
        "started": new.started,
        "started_at": new.started_at,
        "errors": new.errors,
        "company": new.company,
        "name": new.name,
        "phone": new.phone,
        "email": new.email,
        "extra": dict(new.extra),
    }


def _verdict(decision: Decision, policy: SupportPolicy) -> dict[str, Any]:
    """What was decided, with every rule's outcome, as it is kept."""
    return {
        "verdict": decision.verdict,
        "reasons": [
            {"clause": r.clause, "text": r.text, "outcome": r.outcome, "detail": r.detail} for r in decision.reasons
        ],
        "policy": policy.name,
        "policy_digest": policy.digest,
    }


def incident_of(
    reference: str, decision: Decision, rules: Rulebook, mint: Mint, now: datetime, at: datetime
) -> Incident:
    """The incident that an accepted report of the instant `at` opens, with its frozen promise; not kept yet."""
    policy = rules.policy
    incident = Incident(
        id=mint.id(),
        reference=reference,
        opened_at=at,
        severity=decision.severity,
        tier=decision.tier,
        region=decision.region,
        services=list(decision.covered) or [UNSURE],
        policy=policy.name,
        policy_digest=policy.digest,
        promise=promising.frozen(rules, decision, at),
        respond_by=decision.respond_by,
        resolve_by=decision.resolve_by,
        is_drill=False,
        is_limited=False,
        lead_id=None,
        joined=0,
        customers_told=1,
        customers_told_at=None,
        acknowledged_at=None,
        acknowledged_by=None,
        next_page_at=now,
        paging_since=now,
        paging_because="",
        step=0,
        round=0,
        marks_passed=0,
    )
    watching.plan(incident)
    return incident
