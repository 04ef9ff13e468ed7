"""The promise that an incident keeps: whom to page, when to look, and each target with how its time was counted.

It is frozen when the incident opens: a later edit of the policy changes nothing of it. Triage makes its targets anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from app.domain import escalation, targets
from app.domain.calendar import Calendar
from app.domain.explanation import promise_explained
from app.domain.paging_plan import Watch
from app.domain.rulebook import Rulebook
from app.domain.service_levels import MEASURES, Measure
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
    """The part that triage can change: the marks of both promises, and the targets as `promise_explained` has them."""
    calendar = rules.calendar_of(tier, region)
    due = {measures: targets.earliest(promises, measures) for measures in MEASURES}
    return {
        "marks": _marks(rules, at, due),
        "targets": _targets(calendar, tuple(promises), at),
    }


@lru_cache(maxsize=16)  # reports that are written together share their instant, and mostly their promise
def _targets(calendar: Calendar, promises: tuple[Promise, ...], at: datetime) -> list[dict[str, Any]]:
    return [promise_explained(calendar, promise, at) for promise in promises]


def _marks(rules: Rulebook, at: datetime, due: Mapping[Measure, datetime | None]) -> list[dict[str, Any]]:
    """When managers are warned, in order; of a resolution at the shares at which they are of a reply."""
    watch = rules.policy.watch
    found = [one for measures, due_at in due.items() if due_at for one in _marks_of(watch, measures, at, due_at)]
    return [{**mark, "at": instant.isoformat()} for instant, mark in sorted(found, key=itemgetter(0))]


def _marks_of(
    watch: Watch, measures: Measure, at: datetime, due_at: datetime
) -> Iterator[tuple[datetime, dict[str, Any]]]:
    for instant, mark in zip(targets.marks(watch, at, due_at), watch.marks, strict=True):
        if measures == "response":
            yield instant, {"percent": mark.percent, "unless": mark.unless, "measures": measures}
        elif mark.unless == "replied":
            yield instant, {"percent": mark.percent, "unless": "resolved", "measures": measures}
