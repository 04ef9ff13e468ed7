"""Breaches: why a promise was missed, as far as the timeline tells, and what a manager noted of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain import figures, times
from app.domain.figures import Handled
from app.domain.service_levels import MEASURES, Measure

CAUSED = "breach.caused"  # the kinds of what a manager said: the cause that they chose, and their words beside it
NOTED = "breach.noted"  # of each promise the newest ones count
TELLING = (
    "nobody_on_call", "nobody_left", "passed", "handed_back", "lapsed", "undone", "moved_on", "unproven",
    "reply.overdue", "reopened",
)  # fmt: skip
MOST = 6  # facts of one breach; the timeline has the rest
CAUSES: Mapping[str, str] = {
    "asleep": "Nobody was awake",
    "unreached": "The page did not arrive",
    "severity": "It had the wrong severity",
    "longer": "It took longer than promised",
    "third-party": "A third party",
    "other": "Something else",
}  # what a manager may choose, in words
UNNOTED = ""  # nobody has said yet


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What the timeline says of an incident; and of what a manager said: `words` or a `cause`, of which promise."""

    kind: str
    at: datetime
    text: str
    actor: str
    words: str = ""
    cause: str = ""
    measures: Measure = "response"


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A promise of one report that was missed. `reasons` are facts; `note` and `cause` are a manager's, or empty."""

    report: Handled
    measures: Measure
    reasons: tuple[str, ...]
    note: str
    noted_by: str
    cause: str = UNNOTED

    @property
    def due_at(self) -> datetime | None:
        """When it was promised for."""
        return self.report.promised(self.measures)[0]

    @property
    def kept_at(self) -> datetime | None:
        """When it came, too late; None while it has not."""
        return self.report.promised(self.measures)[1]


def missed(report: Handled, now: datetime) -> tuple[Measure, ...]:
    """The promises of a report that are missed at an instant, the response first."""
    return tuple(measures for measures in MEASURES if figures.kept(report, measures, now) == "missed")


def breach(report: Handled, measures: Measure, happenings: Sequence[Happening]) -> Breach:
    """What is known of one breach; the happenings are in order."""
    last, chosen = newest(NOTED, measures, happenings), newest(CAUSED, measures, happenings)
    said = chosen or last
    _, came_at = report.promised(measures)
    return Breach(
        report=report,
        measures=measures,
        reasons=(_in_short(report, measures), *_facts(happenings, came_at)),
        note=last.words if last else "",
        noted_by=said.actor if said else "",
        cause=chosen.cause if chosen else UNNOTED,
    )


def newest(kind: str, measures: Measure, happenings: Iterable[Happening]) -> Happening | None:
    """The newest of a kind about one promise."""
    said = [one for one in happenings if one.kind == kind and one.measures == measures]
    return said[-1] if said else None


def by_cause(found: Iterable[Breach]) -> dict[str, Counter[Measure]]:
    """How many breaches had each cause, by promise, in the list's order; those of which nobody has said come last."""
    counts: dict[str, Counter[Measure]] = {cause: Counter() for cause in (*CAUSES, UNNOTED)}
    for one in found:
        counts[one.cause if one.cause in CAUSES else UNNOTED][one.measures] += 1
    return counts


def _in_short(report: Handled, measures: Measure) -> str:
    acknowledged = report.acknowledged_at
    due, came_at = report.promised(measures)
    if acknowledged is None:
        return "Nobody acknowledged it"
    after = times.duration(acknowledged - report.received_at)
    if due and acknowledged > due:
        return f"Nobody acknowledged it until it was too late, {after} after the report"
    is_response = measures == "response"
    if came_at is None:
        return f"Acknowledged {after} after the report, and {'no reply since' if is_response else 'not resolved since'}"
    later = times.duration(came_at - acknowledged)
    return f"Acknowledged {after} after the report, and {'answered' if is_response else 'resolved'} {later} after that"


def _facts(happenings: Iterable[Happening], until: datetime | None) -> list[str]:
    """What stood in the way before the promised thing came, each thing once."""
    found = dict.fromkeys(one.text for one in happenings if one.kind in TELLING and (until is None or one.at <= until))
    return list(found)[:MOST]
