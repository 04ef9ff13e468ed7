"""Breaches: why a promised response came too late, as far as the timeline tells, and what a manager noted of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain import times
from app.domain.figures import Handled

NOTED = "breach.noted"  # the kind of a manager's note: the newest one counts
TELLING = (
    "nobody_on_call", "nobody_left", "passed", "handed_back", "lapsed", "undone", "moved_on", "unproven",
    "reply.overdue",
)  # fmt: skip
MOST = 6  # facts of one breach; the timeline has the rest


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What the timeline says of an incident."""

    kind: str
    at: datetime
    text: str
    actor: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A report whose response was missed. `reasons` are facts; `note` is a manager's, by `noted_by`, or empty."""

    report: Handled
    reasons: tuple[str, ...]
    note: str
    noted_by: str


def breach(report: Handled, happenings: Sequence[Happening]) -> Breach:
    """What is known of one breach; the happenings are in order."""
    notes = [one for one in happenings if one.kind == NOTED]
    last = notes[-1] if notes else None
    return Breach(
        report=report,
        reasons=(_in_short(report), *_facts(happenings, report.responded_at)),
        note=last.words if last else "",
        noted_by=last.actor if last else "",
    )


def _in_short(report: Handled) -> str:
    acknowledged, due = report.acknowledged_at, report.respond_by
    if acknowledged is None:
        return "Nobody acknowledged it"
    after = times.duration(acknowledged - report.received_at)
    if due and acknowledged > due:
        return f"Nobody acknowledged it until it was too late, {after} after the report"
    if report.responded_at is None:
        return f"Acknowledged {after} after the report, and no reply since"
    later = times.duration(report.responded_at - acknowledged)
    return f"Acknowledged {after} after the report, and answered {later} after that"


def _facts(happenings: Iterable[Happening], until: datetime | None) -> list[str]:
    """What stood in the way before the response came, each thing once."""
    found = dict.fromkeys(one.text for one in happenings if one.kind in TELLING and (until is None or one.at <= until))
    return list(found)[:MOST]
