"""Gaps in the rota: when nobody is on call in hours that the policy leaves to whoever is, and when that is said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.calendar import Calendar, CalendarError
from app.domain.on_call import OnCall, uncovered
from app.domain.rota import Span, gaps
from app.domain.rulebook import Rulebook

AHEAD = timedelta(hours=72)  # how long before it a gap is announced
AGAIN = timedelta(hours=24)  # and once more, if it is still there
LOOK = timedelta(hours=1)  # how often somebody looks


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Nobody is on call in a layer, though somebody should be; half-open."""

    layer: str
    starts_at: datetime
    ends_at: datetime


def needed(rules: Rulebook, start: datetime, end: datetime) -> list[Span]:
    """When the form may take an emergency, so that somebody has to be on call. Doubt is: always."""
    opens = rules.policy.gate.opens
    if opens == "always":
        return [Span(starts_at=start, ends_at=end)]
    found: list[Span] = []
    for calendar in {id(one): one for one in rules.calendars.values()}.values():
        try:
            inside = _inside(calendar, start, end)
        except CalendarError:
            return [Span(starts_at=start, ends_at=end)]
        found += inside if opens == "inside-hours" else gaps(inside, start, end)
    return gaps(gaps(found, start, end), start, end)  # the union


def found(
    spans: Collection[OnCall], layers: Iterable[str], hours: Sequence[Span], start: datetime, end: datetime
) -> list[Gap]:
    """The gaps of each layer in those hours, by when they begin."""
    every = [
        Gap(
            layer=layer, starts_at=max(hole.starts_at, hour.starts_at), ends_at=_sooner(hole.ends_at, hour.ends_at, end)
        )
        for layer in layers
        for hole in uncovered(spans, layer, start, end)
        for hour in hours
        if hour.starts_at < _sooner(hole.ends_at, None, end) and hole.starts_at < _sooner(hour.ends_at, None, end)
    ]
    return sorted(every, key=lambda gap: (gap.starts_at, gap.layer))


def to_announce(every: Sequence[Gap], told: Collection[Gap], now: datetime) -> list[Gap]:
    """The gaps to announce now: once one comes near, all that were not announced. `told` are those that were."""
    if not any(part.starts_at <= now + AHEAD + LOOK for gap in every for part in _news(gap, told)):
        return []
    return [gap for gap in every if _news(gap, told)]


def to_repeat(every: Sequence[Gap], told: Collection[Gap], now: datetime) -> list[Gap]:
    """The gaps to speak of once more, because they are near and still there. `told`: of which that was done."""
    return [gap for gap in every if any(part.starts_at <= now + AGAIN + LOOK for part in _news(gap, told))]


def _news(gap: Gap, told: Collection[Gap]) -> list[Span]:
    """What of it was not told."""
    known = [Span(starts_at=one.starts_at, ends_at=one.ends_at) for one in told if one.layer == gap.layer]
    return gaps(known, gap.starts_at, gap.ends_at)


def _inside(calendar: Calendar, start: datetime, end: datetime) -> list[Span]:
    return [Span(starts_at=span.starts, ends_at=span.ends) for span in calendar.spans(start, end)]


def _sooner(one: datetime | None, other: datetime | None, end: datetime) -> datetime:
    return min(at for at in (one, other, end) if at)
