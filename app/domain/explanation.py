"""A decision in words: what each clause had to say, and each span of time that was counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain import targets
from app.domain.calendar import CalendarError, in_utc
from app.domain.gate import GateState, gate
from app.domain.policy import Target
from app.domain.rulebook import Rulebook
from app.domain.triage import Answers, Decision, decide


def explain(rules: Rulebook, at: datetime, answers: Answers) -> list[str]:
    """The decision about those answers at that instant, line by line. Times are on the policy's wall clock."""
    decision = decide(rules, answers, at)
    return [
        f"At {_told(rules, at)}, {rules.policy.hours.zone}:",
        _gate(rules, gate(rules, at)),
        f"Verdict: {decision.verdict}, severity {decision.severity}.",
        *_reasons(decision),
        *_promises(rules, decision, at),
    ]


def _gate(rules: Rulebook, state: GateState) -> str:
    if state.is_open:
        until = f" It closes at {_told(rules, state.closes_at)}." if state.closes_at else ""
        return f"The gate is open. {state.doubt or state.why}{until}"
    until = f" It opens at {_told(rules, state.opens_at)}." if state.opens_at else ""
    return f"The gate is closed. {state.why}{until}"


def _reasons(decision: Decision) -> Iterator[str]:
    for reason in decision.reasons:
        yield f"  {reason.clause} ({reason.outcome}): {f'{reason.text} {reason.detail}'.strip()}"


def _promises(rules: Rulebook, decision: Decision, at: datetime) -> Iterator[str]:
    if decision.verdict != "accepted":
        return
    for measures, due_at in (("response", decision.respond_by), ("resolution", decision.resolve_by)):
        if due_at is None:
            yield f"No {measures} time is promised."
            continue
        yield f"The {measures} is due at {_told(rules, due_at)}."
        for target in targets.applying(rules, measures, decision.severity):
            yield from _counted(rules, target, at)


def _counted(rules: Rulebook, target: Target, at: datetime) -> Iterator[str]:
    due_at = targets.due(rules.calendar, target, at)
    yield f"  {target.clause}: {_length(target.within)}, {target.counted}, ends at {_told(rules, due_at)}"
    if target.counted == "elapsed":
        yield _span(rules, at, due_at)
        return
    try:
        for span in rules.calendar.spans(at, due_at):
            yield _span(rules, span.starts, span.ends)
    except CalendarError as error:
        yield f"    counted as elapsed, because the hours are not known ({error})"


def _span(rules: Rulebook, starts: datetime, ends: datetime) -> str:
    length = _length(in_utc(ends) - in_utc(starts))
    return f"    counted from {_told(rules, starts)} to {_told(rules, ends)}: {length}"


def _told(rules: Rulebook, at: datetime) -> str:
    """ "Friday 25 December 2026 03:00 GMT": the abbreviation tells the two hours of a clock change apart."""
    local = at.astimezone(ZoneInfo(rules.policy.hours.zone))
    seconds = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{local:%A} {local.day} {local:%B %Y} {seconds} {local:%Z}"


def _length(span: timedelta) -> str:
    seconds = span // timedelta(seconds=1)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else "", f"{seconds % 60} s"]
    said = [part for part in parts if part and part != "0 s"]
    return " ".join(said) or "0 s"
