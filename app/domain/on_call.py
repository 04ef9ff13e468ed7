"""Who is on call: shifts, rotations, overrides and absences laid over each other. The one place that works it out.

An override puts its person on call, and takes off whom it names, or everybody else in the layer. The later one wins.
Whoever is away is not on call; an override by somebody who is away, or has left, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.domain.rota import Span, gaps
from app.domain.rotation import Rotation

BEGINNING = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class OnCall:
    """One person's unbroken time on call in a layer, half-open. One that lasts until further notice ends `FOREVER`."""

    layer: str
    staff_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of it with its reason: `source` is shift, rotation, override, swap or cover, `of` its row's id."""

    layer: str
    staff_id: str
    starts_at: datetime
    ends_at: datetime
    source: str
    of: str
    instead_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class Override:
    """A person on call in a layer instead of another (None: of everybody), from when to when."""

    id: str
    layer: str
    staff_id: str
    instead_of: str | None
    starts_at: datetime
    ends_at: datetime
    source: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Absence:
    """When a person is away."""

    id: str
    staff_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that the rota says of some span. `shifts` are those of people who are here; `gone` have left."""

    shifts: tuple[Piece, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Rota:
    """The plan worked out: who is on call, and whose turns nobody takes because they are away."""

    pieces: tuple[Piece, ...] = field(default=())
    missing: tuple[Piece, ...] = field(default=())


def worked_out(plan: Plan, start: datetime, end: datetime) -> Rota:
    """Who is on call between two instants. Pieces reach beyond them where what they come from does."""
    pieces = [*plan.shifts, *_turns(plan, start, end)]
    away: dict[str, list[tuple[datetime, datetime]]] = {one.staff_id: [] for one in plan.absences}
    for absence in plan.absences:
        away[absence.staff_id].append((absence.starts_at, absence.ends_at))
    for override in sorted(plan.overrides, key=lambda one: (one.made_at, one.id)):
        if override.staff_id not in plan.gone:
            pieces = _overridden(pieces, override, away.get(override.staff_id, []))
    there: list[Piece] = []
    missing: list[Piece] = []
    for piece in pieces:
        kept, lost = _without(piece, away.get(piece.staff_id, []))
        there += kept
        missing += lost
    return Rota(pieces=_within(there, start, end), missing=_within(missing, start, end))


def one_after_the_other(parts: Sequence[Rota], edges: Sequence[datetime]) -> Rota:
    """Rotas of spans that follow each other, with these edges between them, as one. What goes on is not cut."""
    pieces: list[Piece] = []
    missing: list[Piece] = []
    for rota, start, end in zip(parts, (BEGINNING, *edges), (*edges, FOREVER), strict=True):
        pieces += _cut(rota.pieces, start, end)
        missing += _cut(rota.missing, start, end)
    return Rota(pieces=_joined(pieces), missing=_joined(missing))


def merged(pieces: Iterable[Piece]) -> list[OnCall]:
    """The pieces joined, so that one person's unbroken time in a layer is one."""
    found: list[OnCall] = []
    for piece in sorted(pieces, key=lambda one: (one.layer, one.staff_id, one.starts_at)):
        last = found[-1] if found else None
        if last and (last.layer, last.staff_id) == (piece.layer, piece.staff_id) and last.ends_at >= piece.starts_at:
            found[-1] = replace(last, ends_at=max(last.ends_at, piece.ends_at))
        else:
            found.append(
                OnCall(layer=piece.layer, staff_id=piece.staff_id, starts_at=piece.starts_at, ends_at=piece.ends_at)
            )
    return sorted(found, key=lambda one: (one.starts_at, one.layer, one.staff_id))


def uncovered(spans: Iterable[OnCall], layer: str, start: datetime, end: datetime) -> list[Span]:
    """When nobody is on call in a layer."""
    own = [Span(starts_at=one.starts_at, ends_at=one.ends_at) for one in spans if one.layer == layer]
    return gaps(own, start, end)


def _cut(pieces: Iterable[Piece], start: datetime, end: datetime) -> list[Piece]:
    return [replace(one, starts_at=max(one.starts_at, start), ends_at=min(one.ends_at, end)) for one in pieces]


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces, with those as one that were cut where one span ends and the next begins."""
    found: dict[tuple[str, ...], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda one: one.starts_at):
        alike = found.setdefault((piece.layer, piece.staff_id, piece.source, piece.of, piece.instead_of or ""), [])
        if alike and alike[-1].ends_at == piece.starts_at:
            alike[-1] = replace(alike[-1], ends_at=piece.ends_at)
        else:
            alike.append(piece)
    every = [piece for alike in found.values() for piece in alike]
    return tuple(sorted(every, key=lambda one: (one.starts_at, one.of, one.staff_id)))


def _turns(plan: Plan, start: datetime, end: datetime) -> Iterable[Piece]:
    for rotation in plan.rotations:
        for turn in rotation.turns(start, end, plan.gone):
            yield Piece(
                layer=rotation.layer,
                staff_id=turn.staff_id,
                starts_at=turn.starts_at,
                ends_at=turn.ends_at,
                source="rotation",
                of=rotation.id,
                instead_of=turn.instead_of,
            )


def _overridden(pieces: list[Piece], override: Override, away: list[tuple[datetime, datetime]]) -> list[Piece]:
    """The pieces with an override laid over them, for as long as its person is there."""
    whole = Piece(
        layer=override.layer,
        staff_id=override.staff_id,
        starts_at=override.starts_at,
        ends_at=override.ends_at,
        source=override.source,
        of=override.id,
        instead_of=override.instead_of,
    )
    works, _ = _without(whole, away)
    spans = [(one.starts_at, one.ends_at) for one in works]
    left: list[Piece] = []
    for piece in pieces:
        is_meant = piece.layer == override.layer and override.instead_of in (None, piece.staff_id)
        left += _without(piece, spans)[0] if is_meant else [piece]
    return left + works


def _without(piece: Piece, spans: Iterable[tuple[datetime, datetime]]) -> tuple[list[Piece], list[Piece]]:
    """What is left of a piece outside of some spans, and what lies inside of them."""
    left, cut = [piece], []
    for starts, ends in sorted(spans):
        rest: list[Piece] = []
        for one in left:
            if ends <= one.starts_at or one.ends_at <= starts:
                rest.append(one)
                continue
            if one.starts_at < starts:
                rest.append(replace(one, ends_at=starts))
            cut.append(replace(one, starts_at=max(one.starts_at, starts), ends_at=min(one.ends_at, ends)))
            if ends < one.ends_at:
                rest.append(replace(one, starts_at=ends))
        left = rest
    return left, cut


def _within(pieces: Iterable[Piece], start: datetime, end: datetime) -> tuple[Piece, ...]:
    touching = (one for one in pieces if one.starts_at < end and one.ends_at > start)
    return tuple(sorted(touching, key=lambda one: (one.starts_at, one.of, one.staff_id)))
