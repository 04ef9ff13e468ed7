"""Asking a shipped policy what becomes of a report, on the wall clock of a zone."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from app.domain import policy_file, span_words, spans
from app.domain.rulebook import Rulebook
from app.domain.triage import Answers, decide


@cache
def rules_of(name):
    return Rulebook.of(policy_file.load(name))


def wall(zone, words, fold=0):
    """An instant by what a zone's wall clock shows; `fold=1` is the second of two equal times."""
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def reported(rules, at, *services, affected="everyone", **known):
    return decide(rules, Answers(services=services, affected=affected, **known), at)


def outcomes(decision):
    return {reason.clause: reason.outcome for reason in decision.reasons}


def counted(rules, decision, at, measures="response"):
    """The counted stretches of each promise, in words."""
    calendar = rules.calendar_of(decision.tier, decision.region)
    return [
        span_words.told(spans.of(calendar, promise, at), calendar.hours.local)
        for promise in decision.promises
        if promise.target.measures == measures
    ]
