"""The rota day by day: who is on call in each layer and why, and what is out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain import times
from app.domain.calendar import CalendarError
from app.domain.local import Local
from app.domain.on_call import Piece, Rota
from app.domain.opening_times import reached
from app.domain.rota_gaps import Gap
from app.domain.rota_words import layer_name
from app.domain.rulebook import Rulebook

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A person on one day: when, and where that comes from. `is_missing`: they are away, and nobody takes it."""

    name: str
    when: str
    source: str
    instead_of: str
    is_missing: bool


@dataclass(frozen=True, kw_only=True)
class Day:
    """One local day: its entries by layer, and its flags in words."""

    starts_at: datetime
    flags: tuple[str, ...]
    gaps: tuple[str, ...]
    layers: tuple[tuple[str, tuple[Entry, ...]], ...]


def by_day(
    rules: Rulebook, rota: Rota, gaps: Sequence[Gap], names: Mapping[str, str], start: datetime, days: int
) -> list[Day]:
    """So many days, from that of `start` on. `names` are everybody's, by id."""
    zone = ZoneInfo(rules.policy.hours.zone)
    first = start.astimezone(zone).date()
    return [_day(rules, rota, gaps, names, first + number * DAY) for number in range(days)]


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A local day, from midnight to midnight."""
    return reached(zone, datetime.combine(day, time())), reached(zone, datetime.combine(day + DAY, time()))


def _day(rules: Rulebook, rota: Rota, gaps: Sequence[Gap], names: Mapping[str, str], day: date) -> Day:
    policy = rules.policy
    start, end = bounds(day, ZoneInfo(policy.hours.zone))
    holes = [gap for gap in gaps if gap.starts_at < end and start < gap.ends_at]
    return Day(
        starts_at=start,
        flags=tuple(_flags(rules, day, end - start)),
        gaps=tuple(
            f"Gap {_when(gap.starts_at, gap.ends_at, start, end, policy.hours.local)}: {layer_name(policy, gap.layer)}"
            for gap in holes
        ),
        layers=tuple(
            (layer.name, tuple(_entries(rota, layer.slug, names, start, end, policy.hours.local)))
            for layer in policy.layers
        ),
    )


def _entries(
    rota: Rota, layer: str, names: Mapping[str, str], start: datetime, end: datetime, local: Local
) -> Iterator[Entry]:
    there = [(piece, False) for piece in rota.pieces] + [(piece, True) for piece in rota.missing]
    for piece, is_missing in sorted(there, key=lambda one: (one[0].starts_at, one[1], one[0].of)):
        if piece.layer == layer and piece.starts_at < end and start < piece.ends_at:
            yield Entry(
                name=names.get(piece.staff_id, "Somebody"),
                when=_when(piece.starts_at, piece.ends_at, start, end, local),
                source=piece.source,
                instead_of=_instead_of(piece, names),
                is_missing=is_missing,
            )


def _instead_of(piece: Piece, names: Mapping[str, str]) -> str:
    """In whose place: where that person has left, it says so."""
    if not piece.instead_of:
        return ""
    name = names.get(piece.instead_of, "somebody")
    return f"{name} has left" if piece.source == "rotation" else f"instead of {name}"


def _flags(rules: Rulebook, day: date, length: timedelta) -> Iterator[str]:
    change = length - DAY
    if change:
        yield f"{times.duration(change)} {'longer' if change > timedelta(0) else 'shorter'}"
    try:
        holiday = rules.calendar.holiday_name(day)
    except CalendarError:
        holiday = None
    if holiday:
        called = rules.policy.hours.holiday_called
        yield f"{called[:1].upper()}{called[1:]}: {times.duration(length)}"


def _when(starts: datetime, ends: datetime, start: datetime, end: datetime, local: Local) -> str:
    """ "17:00-21:00" of that day; "All day" where it is."""
    if starts <= start and end <= ends:
        return "All day"
    midnight = "midnight" if local.is_american else "24:00"
    return f"{times.short_time(max(starts, start), local)}-{times.short_time(ends, local) if ends < end else midnight}"
