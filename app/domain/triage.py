"""What becomes of a report: the gate first, then what the policy covers, with every rule's outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from app.domain import suggestion, targets
from app.domain.answers import AFFECTED, OTHER, UNSURE, Affected, Answers, AnswersError, Term, Way, check, offered
from app.domain.calendar import Calendar
from app.domain.gate import GateState, gate
from app.domain.policy import SupportPolicy
from app.domain.rulebook import Rulebook
from app.domain.sentences import say
from app.domain.targets import Promise

__all__ = ["AFFECTED", "OTHER", "UNSURE", "Affected", "Answers", "AnswersError", "Term", "Way", "offered"]

Verdict = Literal["accepted", "closed", "declined"]
Outcome = Literal["decides", "met", "not met", "assumed", "applies", "noted", "not concerned", "not reached"]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What one clause had to say: its words, its outcome, and in `detail` a sentence about this report.

    decides: the verdict is its. met, not met: its condition. assumed: the reporter is not sure, which counts as met.
    applies: it follows from the verdict. noted: chosen beside something covered, and not covered itself. not
    concerned: it did not come up. not reached: the gate was closed before it.
    """

    clause: str
    text: str
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The verdict at one instant, the deciding reason first. `covered` and `noted` share out what was chosen.

    `promises` are all the targets that apply to an accepted report; the earliest are `respond_by` and `resolve_by`.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    severity: str
    tier: str | None
    region: str | None
    promises: tuple[Promise, ...]
    respond_by: datetime | None
    resolve_by: datetime | None
    gate_opens: datetime | None
    gate_closes: datetime | None
    covered: tuple[str, ...]
    noted: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Finding:
    clause: str
    outcome: Outcome
    detail: str = ""


def decide(rules: Rulebook, answers: Answers, at: datetime) -> Decision:
    """The policy's judgement of those answers at that instant. AnswersError if they are not the form's."""
    policy = rules.policy
    check(policy, answers)
    tier, region = rules.place(answers.tier, answers.region)
    state = gate(rules, at, tier=tier, region=region)
    severity = answers.severity or suggestion.severity(policy, answers)
    judged = _judged(policy, answers, state, rules.calendar_of(tier, region), at)
    verdict = _verdict(state, judged)
    is_accepted = verdict == "accepted"
    promises = targets.promises(rules, severity, at, tier=tier, region=region) if is_accepted else ()
    findings = (
        *judged,
        *_promised(policy, promises),
        *(_customer(policy, severity, tier, region) if is_accepted else ()),
    )
    covered, noted = _shared_out(policy, answers)
    return Decision(
        verdict=verdict,
        reasons=_reasons(policy, findings, _deciding(policy, verdict, findings)),
        severity=severity,
        tier=tier,
        region=region,
        promises=promises,
        respond_by=targets.earliest(promises, "response"),
        resolve_by=targets.earliest(promises, "resolution"),
        gate_opens=state.opens_at,
        gate_closes=state.closes_at,
        covered=covered,
        noted=noted,
    )


def overturned(rules: Rulebook, decision: Decision, at: datetime) -> Decision:
    """The decision on a refused report of that instant with the targets that it would have had. Its verdict stays."""
    promises = targets.promises(rules, decision.severity, at, tier=decision.tier, region=decision.region)
    return replace(
        decision,
        promises=promises,
        respond_by=targets.earliest(promises, "response"),
        resolve_by=targets.earliest(promises, "resolution"),
    )


def _judged(
    policy: SupportPolicy, answers: Answers, state: GateState, calendar: Calendar, at: datetime
) -> tuple[_Finding, ...]:
    """The outcome of every rule that can turn a report away, in the order in which they are asked."""
    asked = [
        *_term(policy, answers, calendar, at),
        *_exclusions(policy, answers),
        *_everyone(policy, answers),
        *_scope(policy, answers),
    ]
    way = list(_way_in(policy, answers))
    if not state.is_open:
        asked = [_Finding(clause=finding.clause, outcome="not reached") for finding in (*way, *asked)]
        way = []
    return (*way, *_gate(policy, state), *asked)


def _way_in(policy: SupportPolicy, answers: Answers) -> Iterator[_Finding]:
    """What the policy says of the way that a mail came by. The form is the portal's own, and always a way in."""
    if answers.way == "form" or not policy.ways_in:
        return
    mail = policy.way_in("mail")
    if mail is None:
        yield _Finding(clause=policy.ways_in[0].clause, outcome="not met", detail=say("reasons.by_mail"))
    elif answers.way == "junk":
        yield _Finding(clause=mail.clause, outcome="not met", detail=say("reasons.junk"))
    else:
        yield _Finding(clause=mail.clause, outcome="met")


def _gate(policy: SupportPolicy, state: GateState) -> Iterator[_Finding]:
    """The gate's first clause closes it; the others say what to do while it is closed."""
    for clause in policy.gate.clauses[:1]:
        yield _Finding(clause=clause, outcome="met" if state.is_open else "not met", detail=state.doubt or state.why)
    for clause in policy.gate.clauses[1:]:
        yield _Finding(clause=clause, outcome="not concerned" if state.is_open else "applies")


def _term(policy: SupportPolicy, answers: Answers, calendar: Calendar, at: datetime) -> Iterator[_Finding]:
    if policy.term is None:
        return
    if answers.term is None:
        yield _Finding(clause=policy.term.clause, outcome="assumed", detail=say("reasons.term_unknown"))
    elif answers.term.holds(calendar.local_date(at)):
        yield _Finding(clause=policy.term.clause, outcome="met")
    else:
        yield _Finding(clause=policy.term.clause, outcome="not met", detail=say("reasons.term_over"))


def _exclusions(policy: SupportPolicy, answers: Answers) -> Iterator[_Finding]:
    for exclusion in policy.exclusions:
        if exclusion.slug not in answers.services:
            yield _Finding(clause=exclusion.clause, outcome="not concerned")
        elif _may_be_covered(policy, answers):
            yield _Finding(
                clause=exclusion.clause, outcome="noted", detail=say("reasons.excluded", name=exclusion.name)
            )
        else:
            yield _Finding(
                clause=exclusion.clause, outcome="not met", detail=say("reasons.excluded", name=exclusion.name)
            )


def _everyone(policy: SupportPolicy, answers: Answers) -> Iterator[_Finding]:
    clause = policy.scope.everyone_clause
    if clause is None:
        return
    if answers.affected == "some":
        yield _Finding(clause=clause, outcome="not met", detail=say("reasons.some"))
    elif answers.affected == "unsure":
        yield _Finding(clause=clause, outcome="assumed", detail=say("reasons.affected_unknown"))
    else:
        yield _Finding(clause=clause, outcome="met")


def _scope(policy: SupportPolicy, answers: Answers) -> Iterator[_Finding]:
    """The clauses of scope: those that can be met, and those that say what becomes of anything else."""
    named = {service.clause for service in policy.services}
    something_else = OTHER in answers.services
    for position, clause in enumerate(policy.scope.services_clauses):
        if position > 0 and clause not in named:
            yield _Finding(clause=clause, outcome="applies" if something_else else "not concerned")
        elif any(service.slug in answers.services for service in policy.services):
            yield _Finding(clause=clause, outcome="met")
        elif UNSURE in answers.services:
            yield _Finding(clause=clause, outcome="assumed", detail=say("reasons.service_unknown"))
        elif something_else:
            yield _Finding(clause=clause, outcome="not met", detail=say("reasons.other_service"))
        else:
            yield _Finding(clause=clause, outcome="not concerned")


def _promised(policy: SupportPolicy, promises: tuple[Promise, ...]) -> Iterator[_Finding]:
    """The clauses of the targets that apply, of the other targets, and of what a response has to hold."""
    for promise in promises:
        yield _Finding(clause=promise.target.clause, outcome="applies")
    for target in policy.targets:
        yield _Finding(clause=target.clause, outcome="not concerned")
    if policy.response.clause:
        yield _Finding(clause=policy.response.clause, outcome="applies" if promises else "not concerned")


def _customer(policy: SupportPolicy, severity: str, tier: str | None, region: str | None) -> Iterator[_Finding]:
    """The clauses of the severity, and of what the customer has bought."""
    level, bought, contracted = policy.severity(severity), policy.tier(tier), policy.region(region)
    if level:
        yield _Finding(clause=level.clause, outcome="applies")
    for one in (bought, contracted):
        if one:
            yield _Finding(clause=one.clause, outcome="applies", detail=say("reasons.customer", name=one.name))


def _may_be_covered(policy: SupportPolicy, answers: Answers) -> bool:
    return UNSURE in answers.services or any(service.slug in answers.services for service in policy.services)


def _verdict(state: GateState, findings: tuple[_Finding, ...]) -> Verdict:
    if not state.is_open:
        return "closed"
    return "declined" if any(finding.outcome == "not met" for finding in findings) else "accepted"


def _deciding(policy: SupportPolicy, verdict: Verdict, findings: tuple[_Finding, ...]) -> str | None:
    """The clause that the verdict is due to: the first that is not met, or else the one that covers the report."""
    if verdict != "accepted":
        return next(finding.clause for finding in findings if finding.outcome == "not met")
    concerned = (finding.clause for finding in findings if finding.outcome != "not concerned")
    return next(iter((*policy.scope.services_clauses, *concerned)), None)


def _reasons(policy: SupportPolicy, findings: tuple[_Finding, ...], deciding: str | None) -> tuple[Reason, ...]:
    """One reason for each clause: the one that decides, then the others in the order in which they were asked.

    A clause that has several things to say says all of them, by the outcome of the first.
    """
    by_clause: dict[str, _Finding] = {}
    for finding in findings:
        known = by_clause.get(finding.clause)
        if known is None or known.outcome == "not concerned":
            by_clause[finding.clause] = finding
        elif finding.detail and finding.detail not in known.detail:
            by_clause[finding.clause] = replace(known, detail=f"{known.detail} {finding.detail}".strip())
    if deciding is not None:
        by_clause = {deciding: replace(by_clause.pop(deciding), outcome="decides"), **by_clause}
    return tuple(
        Reason(
            clause=finding.clause,
            text=policy.clauses[finding.clause].text,
            outcome=finding.outcome,
            detail=finding.detail,
        )
        for finding in by_clause.values()
    )


def _shared_out(policy: SupportPolicy, answers: Answers) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was chosen: the covered services in the policy's order, and the rest in the reporter's."""
    covered = tuple(service.slug for service in policy.services if service.slug in answers.services)
    return covered, tuple(slug for slug in dict.fromkeys(answers.services) if slug not in covered)
