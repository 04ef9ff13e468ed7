"""The promise that an incident keeps: whom to page, when to look, and each target with how its time was counted.

It is frozen when the incident opens: a later edit of the policy changes nothing of it. Triage makes its targets anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.domain import escalation, targets
from app.domain.calendar import Calendar
from app.domain.explanation import promise_explained
from app.domain.rulebook import Rulebook
from app.domain.targets import Promise
from app.domain.triage import Decision


def frozen(rules: Rulebook, decision: Decision, at: datetime) -> dict[str, Any]:
    """The promise for an accepted report of that instant."""
    watch = rules.policy.watch
    return {
        "escalation": escalation.frozen(rules.policy.escalation_of(decision.severity).as_taken),
        "met_by": rules.policy.response.met_by,
        "parts": [
            {"slug": part.slug, "name": part.name, "required": part.required, "words": part.words}
            for part in rules.policy.response.parts
        ],
        "watched_by": watch.layer,
        "lapse": watch.lapse.total_seconds(),
        "struggling": watch.struggling.total_seconds(),
        **timed(rules, decision.promises, at, tier=decision.tier, region=decision.region),
    }


def timed(
    rules: Rulebook, promises: Sequence[Promise], at: datetime, *, tier: str | None, region: str | None
) -> dict[str, Any]:
    """The part that triage can change: the marks of the response, and the targets as `promise_explained` has them."""
    calendar = rules.calendar_of(tier, region)
    due = targets.earliest(promises, "response")
    return {
        "marks": _marks(rules, at, due) if due else [],
        "targets": _targets(calendar, tuple(promises), at),
    }


@lru_cache(maxsize=16)  # reports that are written together share their instant, and mostly their promise
def _targets(calendar: Calendar, promises: tuple[Promise, ...], at: datetime) -> list[dict[str, Any]]:
    return [promise_explained(calendar, promise, at) for promise in promises]


def _marks(rules: Rulebook, at: datetime, due: datetime) -> list[dict[str, Any]]:
    watch = rules.policy.watch
    return [
        {"at": instant.isoformat(), "percent": mark.percent, "unless": mark.unless}
        for instant, mark in zip(targets.marks(watch, at, due), watch.marks, strict=True)
    ]
