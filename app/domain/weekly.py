"""The Monday mail: when a week is told of, and the ten lines that tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from app.domain import times
from app.domain.calendar import Calendar
from app.domain.figures import STEPS, Attainment, Figures
from app.domain.load import Load
from app.domain.percentiles import Summary
from app.domain.service_levels import Measure

USUAL = time(9)  # where the hours of support never close
MOST_NAMED = 8


def due_at(calendar: Calendar, week_ends_at: datetime) -> datetime:
    """When a week is told of that ends at Monday's midnight: at the first opening after it."""
    if not calendar.is_open(week_ends_at):
        return calendar.next_open(week_ends_at)
    there = week_ends_at.astimezone(calendar.zone)
    return datetime.combine(there.date(), USUAL, calendar.zone).astimezone(UTC)


def lines(
    figures: Figures,
    late: Mapping[Measure, Sequence[str]],
    loads: Sequence[Load],
    still_open: int,
    drills: tuple[int, int],
) -> list[str]:
    """The week in ten lines. `late` are the references of those whose promise was missed, by promise."""
    counts = figures.counts
    broken = sorted((one for one in loads if one.nights), key=lambda one: (-len(one.nights), one.name))
    nights = ", ".join(f"{one.name.split()[0]} {len(one.nights)}" for one in broken[:MOST_NAMED])
    return [
        f"Received: {counts.received}. Accepted: {counts.accepted}. Drills, counted apart: {drills[0]}",
        f"Refused: {counts.refused} ({counts.declined} not covered, {counts.closed} while the form was closed)",
        f"Refused, and then accepted: {counts.overturned}",
        _kept(figures),
        _missed(late),
        f"Nights broken: {nights or 'none'}. Incidents open now: {still_open}",
        *(f"{words}: {summary(figures.steps[step])}" for step, words in STEPS.items()),
    ]


def _kept(figures: Figures) -> str:
    """The resolution is told of where one was promised."""
    line = f"Replied to in time: {attained(figures.response)}"
    judged = figures.resolution.met + figures.resolution.missed + figures.resolution.to_come
    return f"{line}. Resolved in time: {attained(figures.resolution)}" if judged else line


def _missed(late: Mapping[Measure, Sequence[str]]) -> str:
    line = f"Promises missed: {named(late['response'])}"
    return f"{line}. Resolved too late: {named(late['resolution'])}" if late["resolution"] else line


def attained(one: Attainment) -> str:
    """ "41 of 42, 1 not due yet"."""
    return one.words + (f", {one.to_come} not due yet" if one.to_come else "")


def named(references: Sequence[str]) -> str:
    """The references, the first of them; or none."""
    more = len(references) - MOST_NAMED
    return (", ".join(references[:MOST_NAMED]) or "none") + (f" and {more} more" if more > 0 else "")


def summary(one: Summary) -> str:
    """ "n 42, median 4 min, p90 9 min, p95 11 min, worst 14 min"; of few times only the worst."""
    told = (("median", one.median), ("p90", one.p90), ("p95", one.p95), ("worst", one.worst))
    parts = [f"n {one.n}", *(f"{name} {times.duration(span)}" for name, span in told if span is not None)]
    return ", ".join(parts) + (" (too few for a percentile)" if one.n and one.median is None else "")
