"""A policy asked by scripts: one JSON object in, one out, for the hours (`times`) and for the verdict (`decide`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

from app.domain import triage
from app.domain.answers import AFFECTED, Affected, Answers, Term, check_place
from app.domain.calendar import NaiveInstant
from app.domain.rulebook import Rulebook
from app.domain.times import iso
from app.domain.triage import Outcome, Verdict

Line = dict[str, Any]

# Which outcomes are reasons for a verdict: what is met is no reason to decline.
TOLD: dict[Verdict, tuple[Outcome, ...]] = {
    "accepted": ("decides", "met", "assumed", "applies", "noted"),
    "closed": ("decides", "applies"),
    "declined": ("decides", "not met", "applies", "noted"),
}


class LineError(ValueError):
    """A line that cannot be read: which key, and why."""


def times_line(rules: Rulebook, line: object) -> Line:
    """{"at", "business_minutes", "tier", "region"} to {"at", "is_open", "next_open", "due"}, or to {"error"}.

    `due` is null where no minutes are given.
    """
    return _answered(lambda: _times(rules, _table(line)))


def decide_line(rules: Rulebook, line: object) -> Line:
    """{"at", "services", "affected", and what else is known} to the verdict and its reasons, or to {"error"}.

    What else: "severity", "tier", "region", "term_starts", "term_ends", and "answers", the choices by question.
    """
    return _answered(lambda: _decision(rules, _table(line)))


def report(line: Line) -> tuple[datetime, Answers]:
    """The instant of a line, and what it answers. ValueError says what of it cannot be read."""
    return _instant(line), _answers(line)


def _answered(answer: Callable[[], Line]) -> Line:
    try:
        return answer()
    except OverflowError:
        return {"error": "a number or an instant in it is too large"}
    except (ValueError, LookupError) as error:
        return {"error": str(error)}


def _times(rules: Rulebook, line: Line) -> Line:
    at = _instant(line)
    tier, region = _text(line, "tier"), _text(line, "region")
    check_place(rules.policy, tier, region)
    minutes = _minutes(line)
    calendar = rules.calendar_of(tier, region)
    return {
        "at": iso(at),
        "is_open": calendar.is_open(at),
        "next_open": iso(calendar.next_open(at)),
        "due": None if minutes is None else iso(calendar.due(at, minutes)),
    }


def _decision(rules: Rulebook, line: Line) -> Line:
    at, answers = report(line)
    decision = triage.decide(rules, answers, at)
    return {
        "verdict": decision.verdict,
        "reasons": [
            {"clause": reason.clause, "text": f"{reason.text} {reason.detail}".strip()}
            for reason in decision.reasons
            if reason.outcome in TOLD[decision.verdict]
        ],
        "severity": decision.severity,
        "respond_by": _iso_or_null(decision.respond_by),
        "resolve_by": _iso_or_null(decision.resolve_by),
        "gate_opens": _iso_or_null(decision.gate_opens),
        "gate_closes": _iso_or_null(decision.gate_closes),
    }


def _answers(line: Line) -> Answers:
    services = line.get("services")
    if not isinstance(services, list) or not all(isinstance(service, str) for service in services):
        raise LineError("services: must be a list of texts")
    affected: Affected | None = next((word for word in get_args(Affected) if word == line.get("affected")), None)
    if affected is None:
        raise LineError(f"affected: {line.get('affected')!r} is not one of {', '.join(AFFECTED)}")
    return Answers(
        services=tuple(services),
        affected=affected,
        severity=_text(line, "severity"),
        tier=_text(line, "tier"),
        region=_text(line, "region"),
        term=_term(line),
        told=_told(line),
    )


def _term(line: Line) -> Term | None:
    starts, ends = _date(line, "term_starts"), _date(line, "term_ends")
    if starts and ends and ends < starts:
        raise LineError("term_ends: is earlier than term_starts")
    return Term(starts=starts, ends=ends) if starts or ends else None


def _told(line: Line) -> dict[str, str]:
    told = line.get("answers") or {}
    if not isinstance(told, dict) or not all(isinstance(answer, str) for answer in told.values()):
        raise LineError("answers: must be an object of texts")
    return told


def _table(line: object) -> Line:
    if not isinstance(line, dict):
        raise LineError("the line must be a JSON object")
    return line


def _instant(line: Line) -> datetime:
    value = line.get("at")
    if not isinstance(value, str):
        raise LineError("at: must be an instant, as in 2026-12-25T03:00:00Z")
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise LineError(f"at: {value!r} must be an instant, as in 2026-12-25T03:00:00Z") from None
    if at.tzinfo is None:
        raise NaiveInstant(f"at: {value!r} has no zone; write it in UTC, as in 2026-12-25T03:00:00Z")
    return at.astimezone(UTC)


def _minutes(line: Line) -> timedelta | None:
    value = line.get("business_minutes")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise LineError("business_minutes: must be a number, and not less than 0")
    return timedelta(minutes=value)


def _date(line: Line, key: str) -> date | None:
    value = _text(line, key)
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError:
        raise LineError(f"{key}: {value!r} must be a date, as in 2026-12-31") from None


def _text(line: Line, key: str) -> str | None:
    value = line.get(key)
    if value is None or isinstance(value, str):
        return value
    raise LineError(f"{key}: must be a text")


def _iso_or_null(at: datetime | None) -> str | None:
    return None if at is None else iso(at)
