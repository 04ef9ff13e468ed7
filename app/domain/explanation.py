"""A decision in words, or for JSON: what each clause had to say, and each stretch of time that was counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from app.domain import span_words, spans, step_words
from app.domain.calendar import Calendar
from app.domain.escalation import EVERYONE
from app.domain.gate import GateState, gate
from app.domain.rulebook import Rulebook
from app.domain.service_levels import MEASURES
from app.domain.targets import Promise
from app.domain.times import duration, full_time, iso
from app.domain.triage import Answers, Decision, decide


def explain(rules: Rulebook, at: datetime, answers: Answers) -> list[str]:
    """The decision about those answers at that instant, line by line. Times are on the wall clock of the hours."""
    decision = decide(rules, answers, at)
    calendar = rules.calendar_of(decision.tier, decision.region)
    return [
        f"At {_told(calendar, at)}, {calendar.hours.zone}:",
        _gate(calendar, gate(rules, at, tier=decision.tier, region=decision.region)),
        f"Verdict: {decision.verdict}, severity {decision.severity}{_customer(decision)}.",
        *_reasons(decision),
        *_promises(calendar, decision, at),
        *_paging(rules, decision),
    ]


def explained(rules: Rulebook, at: datetime, answers: Answers) -> dict[str, Any]:
    """The same for JSON: the verdict, its reasons, and each promise with its due instant and stretches, in UTC."""
    decision = decide(rules, answers, at)
    calendar = rules.calendar_of(decision.tier, decision.region)
    return {
        "at": iso(at),
        "verdict": decision.verdict,
        "severity": decision.severity,
        "tier": decision.tier,
        "region": decision.region,
        "reasons": [
            {"clause": one.clause, "outcome": one.outcome, "text": f"{one.text} {one.detail}".strip()}
            for one in decision.reasons
        ],
        "respond_by": iso(decision.respond_by) if decision.respond_by else None,
        "resolve_by": iso(decision.resolve_by) if decision.resolve_by else None,
        "promises": [promise_explained(calendar, promise, at) for promise in decision.promises],
        "paging": _paging_explained(rules, decision),
    }


def promise_explained(calendar: Calendar, promise: Promise, at: datetime) -> dict[str, Any]:
    """One promise of a report of that instant: what, by which clause, when, and how that was counted."""
    counted = spans.of(calendar, promise, at)
    return {
        "measures": promise.target.measures,
        "clause": promise.target.clause,
        "promised": span_words.promised(promise.target),
        "due": iso(promise.due) if promise.due else None,
        "counted": span_words.told(counted, calendar.hours.local),
        "spans": span_words.listed(counted),
    }


def _customer(decision: Decision) -> str:
    tier = f", tier {decision.tier}" if decision.tier else ""
    return f"{tier}, region {decision.region}" if decision.region else tier


def _gate(calendar: Calendar, state: GateState) -> str:
    if state.is_open:
        until = f" It closes at {_told(calendar, state.closes_at)}." if state.closes_at else ""
        return f"The gate is open. {state.doubt or state.why}{until}"
    until = f" It opens at {_told(calendar, state.opens_at)}." if state.opens_at else ""
    return f"The gate is closed. {state.why}{until}"


def _reasons(decision: Decision) -> Iterator[str]:
    for reason in decision.reasons:
        yield f"  {reason.clause} ({reason.outcome}): {f'{reason.text} {reason.detail}'.strip()}"


def _promises(calendar: Calendar, decision: Decision, at: datetime) -> Iterator[str]:
    if decision.verdict != "accepted":
        return
    for measures, due_at in zip(MEASURES, (decision.respond_by, decision.resolve_by), strict=True):
        made = [promise for promise in decision.promises if promise.target.measures == measures]
        if due_at:
            yield f"The {measures} is due at {_told(calendar, due_at)}."
        elif made:
            yield f"The {measures} is due as soon as possible: no time is promised."
        else:
            yield f"No {measures} time is promised."
        for promise in made:
            yield from _counted(calendar, promise, at)


def _paging(rules: Rulebook, decision: Decision) -> Iterator[str]:
    if decision.verdict != "accepted":
        return
    steps = rules.policy.escalation_of(decision.severity)
    names = {layer.slug: layer.name for layer in rules.policy.layers} | {EVERYONE: "everyone"}
    yield "Until somebody acknowledges, these are paged:" if steps.wakes else "Nobody is woken. These are told by mail:"
    for number, step in enumerate(steps.steps, start=1):
        when = f"after {duration(step.after)}" if step.after else "at once"
        again = f", and again every {duration(steps.repeat)}" if number == len(steps.steps) else ""
        yield f"  {when}: {' and '.join(names[page] for page in step.pages)}, {step_words.by(step)}{again}"


def _paging_explained(rules: Rulebook, decision: Decision) -> dict[str, Any] | None:
    """Each step with its seconds since the report, and those from its text and mail to its calls. None: no calls."""
    if decision.verdict != "accepted":
        return None
    steps = rules.policy.escalation_of(decision.severity)
    told = [
        {
            "after_seconds": step.after.total_seconds(),
            "pages": list(step.pages),
            "media": list(step.media),
            "calls_after_seconds": None if step.calls is None else step.calls.total_seconds(),
        }
        for step in steps.steps
    ]
    return {"steps": told, "repeat_seconds": steps.repeat.total_seconds()}


def _counted(calendar: Calendar, promise: Promise, at: datetime) -> Iterator[str]:
    words = f"  {promise.target.clause}: {span_words.promised(promise.target)}"
    if promise.due is None:
        yield f"{words}."
        return
    counted = spans.of(calendar, promise, at)
    yield f"{words}, ends at {_told(calendar, promise.due)}: {span_words.told(counted, calendar.hours.local)}"
    for one in counted:
        if one.counted is not None:
            share = "1 working day" if not isinstance(one.counted, timedelta) else span_words.length(one.counted)
            yield f"    counted from {_told(calendar, one.starts)} to {_told(calendar, one.ends)}: {share}"


def _told(calendar: Calendar, at: datetime) -> str:
    return full_time(at, calendar.hours.local)
