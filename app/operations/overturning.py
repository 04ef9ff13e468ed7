"""Overturning: a colleague accepts a report that was refused. What was decided, and why, stays on record as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import triage as judging
from app.domain.answers import AFFECTED, Affected, Answers, AnswersError, offered
from app.domain.policy import SupportPolicy
from app.domain.rulebook import Rulebook
from app.domain.tokens import Mint
from app.domain.triage import Decision
from app.operations import customer_mails, intake, recognition, record, triage
from app.operations.cannot import ANEW, CannotBe, expect_kept
from app.operations.triage import TriageError
from app.store import policies, refused
from app.store.database import leave_work
from app.store.reports import Report
from app.store.staff import Staff
from app.store.timeline import OVERTURNED, Event


@dataclass(frozen=True, kw_only=True)
class Overturned:
    """Who accepted a refused report, when, and why; the reason is empty once words are removed."""

    by: str
    at: datetime
    reason: str


def overturn(
    session: Session, report: Report, person: Staff, reason: str, *, rules: Rulebook, mint: Mint, now: datetime
) -> bool:
    """Opens an incident for it, which is paged from now on and joins no other. False if it has one.

    Its targets count from when it was received, as the policy says that judged it. It is a colleague who says that it
    is real, so its first texts know no limit.
    """
    session.refresh(report, with_for_update=True)  # two presses at once are one incident
    if report.incident_id:
        return False
    expect_possible(session, report)
    pinned, decision = promised(session, report, rules)
    policies.keep(session, pinned.policy, now)
    incident = intake.incident_of(report.reference, decision, pinned, mint, now, report.received_at)
    if incident.next_watch_at:
        incident.next_watch_at = max(incident.next_watch_at, now)  # a mark of the past is looked at now
    session.add(incident)
    session.flush()
    report.incident_id = incident.id
    session.flush()
    text = f"{person.first_name} accepted it after all: {reason}. An incident opened"
    ties = {"report_id": report.id, "incident_id": incident.id}
    record.append(session, [record.event(OVERTURNED, text, now, actor=person.name, **ties, reason=reason)])
    customer_mails.tell(session, incident, "customer-overturned", mint, now)
    leave_work(session)
    return True


def expect_possible(session: Session, report: Report) -> None:
    """CannotBe for what its reporter sent again, so that it has an incident already.

    And for what is so old that nobody can say any more what it was about.
    """
    if again := refused.sent_again_as(session, report):
        raise CannotBe(f"It was sent again and accepted: {again}")
    expect_kept(report, ANEW)


def promised(session: Session, report: Report, rules: Rulebook) -> tuple[Rulebook, Decision]:
    """What it is promised once it is accepted, and the rules that say so.

    They are those that judged it; today's, where the text of then cannot be read any more.
    """
    try:
        pinned = triage.rules_of(session, report, rules)
    except TriageError:
        pinned = rules
    answers = _answers(session, report, pinned.policy)
    try:
        decision = judging.decide(pinned, answers, report.received_at)
    except AnswersError as error:
        raise CannotBe(f"The policy that this was judged by does not know that: {error}") from error
    return pinned, judging.overturned(pinned, decision, report.received_at)


def of_events(events: Iterable[Event]) -> Overturned | None:
    """Who overturned it, and why, by its timeline; None where nobody did."""
    return next(
        (
            Overturned(by=one.actor, at=one.at, reason=one.facts.get("reason", ""))
            for one in events
            if one.kind == OVERTURNED
        ),
        None,
    )


def _answers(session: Session, report: Report, policy: SupportPolicy) -> Answers:
    """What was answered, as triage reads it. An answer that the policy does not know is none."""
    ids = {report.customer_id} if report.customer_id else set()
    contract = recognition.contracts_of(session, ids, policy).get(report.customer_id or "")
    affected: Affected = next((one for one in AFFECTED if one == report.affected), "unsure")
    services = tuple(one for one in report.services if one in offered(policy))
    return recognition.answered(services, affected, _chosen(report, policy), "form", contract, policy)


def _chosen(report: Report, policy: SupportPolicy) -> dict[str, str]:
    """The answers that are choices, by field, read from their words."""
    return {
        question.field: choice.slug
        for question in policy.questions
        for choice in question.choices
        if report.extra.get(question.label) == choice.label
    }
