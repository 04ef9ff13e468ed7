"""Who is on call: gaps in a layer's shifts, as plain spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Span:
    """A half-open span of time; without `ends_at` it never ends."""

    starts_at: datetime
    ends_at: datetime | None


def gaps(covered: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """The spans between `start` and `end` that nothing covers, in order."""
    found = []
    reached = start
    for span in sorted(covered, key=lambda span: span.starts_at):
        if span.starts_at >= end:
            break
        if span.starts_at > reached:
            found.append(Span(starts_at=reached, ends_at=span.starts_at))
        if span.ends_at is None:
            return found
        reached = max(reached, span.ends_at)
    if reached < end:
        found.append(Span(starts_at=reached, ends_at=end))
    return found
