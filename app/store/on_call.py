"""Who is on call: what the rota's tables say of a span, read in one question and worked out by `domain.on_call`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.domain import on_call as working
from app.domain.on_call import FOREVER, Absence, OnCall, Override, Piece, Plan, Rota
from app.domain.roles import MANAGING
from app.domain.rotation import Rotation
from app.store.base import UtcDateTime
from app.store.rota import KeptAbsence, KeptOverride, KeptRotation, RotationMember, Shift
from app.store.staff import Staff

AN_INSTANT = timedelta(microseconds=1)


def spans(session: Session, start: datetime, end: datetime) -> list[OnCall]:
    """Who is on call between two instants: one person's unbroken time in a layer is one span, whole."""
    return working.merged(rota_of(session, start, end).pieces)


def rota_of(session: Session, start: datetime, end: datetime) -> Rota:
    """The same piece by piece, each with its reason, and the turns that nobody takes."""
    return working.worked_out(plan_of(session, start, end), start, end)


def rota_over(session: Session, start: datetime, end: datetime, now: datetime) -> Rota:
    """The same of any span. What lies before `now` is as it was entered: whoever has left since was there then."""
    rows = list(_rows(session, start, end))
    left = {row.left_at for row in rows if not row.is_active and row.left_at}
    edges = sorted({start, end, *(at for at in (*left, now) if start < at < end)})
    parts = [working.worked_out(_plan(rows, at if at < now else None), at, until) for at, until in pairwise(edges)]
    return working.one_after_the_other(parts, edges[1:-1])


def people(session: Session, layer: str, at: datetime) -> Sequence[Staff]:
    """Who is on call in a layer at an instant, the one on call longest first."""
    ids = ids_at(plan_of(session, at, at + AN_INSTANT), at).get(layer, [])
    found = {one.id: one for one in session.scalars(select(Staff).where(Staff.id.in_(ids)))} if ids else {}
    return [found[staff_id] for staff_id in ids]


def managers(session: Session, at: datetime) -> Sequence[Staff]:
    """The managers and administrators who are on call at an instant, in whichever layer."""
    layers = ids_at(plan_of(session, at, at + AN_INSTANT), at).values()
    ids = {staff_id for found in layers for staff_id in found}
    query = select(Staff).where(Staff.id.in_(ids), Staff.role.in_(MANAGING)).order_by(Staff.name)
    return session.scalars(query).all() if ids else ()


def ids_at(plan: Plan, at: datetime) -> dict[str, list[str]]:
    """Who is on call in each layer at an instant, by id, the one on call longest first."""
    found: dict[str, dict[str, None]] = {}
    for piece in working.worked_out(plan, at, at + AN_INSTANT).pieces:
        found.setdefault(piece.layer, {})[piece.staff_id] = None
    return {layer: list(ids) for layer, ids in found.items()}


def plan_of(session: Session, start: datetime, end: datetime) -> Plan:
    """Everything that the rota's tables say of a span."""
    return _plan(_rows(session, start, end))


def _rows(session: Session, start: datetime, end: datetime) -> Iterable[Any]:
    return session.connection().execute(_TOUCHING, {"start": start, "end": end})


def _plan(rows: Iterable[Any], at: datetime | None = None) -> Plan:
    """The plan of those who are here; or, with `at`, of those who had not left by then, as far as anybody noted it."""
    shifts, overrides, absences = [], [], []
    turns: dict[str, list[Any]] = {}
    gone = set()
    for row in rows:
        is_gone = not row.is_active and (at is None or (row.left_at is not None and row.left_at <= at))
        if is_gone:
            gone.add(row.staff_id)
        if row.kind == "rotation":
            turns.setdefault(row.id, []).append(row)
        elif row.kind == "shift" and not is_gone:
            shifts.append(_shift(row))
        elif row.kind == "override":
            overrides.append(_override(row))
        elif row.kind == "absence":
            absences.append(Absence(id=row.id, staff_id=row.staff_id, starts_at=row.starts_at, ends_at=row.ends_at))
    return Plan(
        shifts=tuple(shifts),
        rotations=tuple(_rotation(members) for members in turns.values()),
        overrides=tuple(overrides),
        absences=tuple(absences),
        gone=frozenset(gone),
    )


def _shift(row: Any) -> Piece:
    return Piece(
        layer=row.layer,
        staff_id=row.staff_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at or FOREVER,
        source="shift",
        of=row.id,
    )


def _override(row: Any) -> Override:
    return Override(
        id=row.id,
        layer=row.layer,
        staff_id=row.staff_id,
        instead_of=row.instead_of,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        source=row.words,
        made_at=row.made_at,
    )


def _rotation(members: list[Any]) -> Rotation:
    row = members[0]
    return Rotation(
        id=row.id,
        layer=row.layer,
        people=tuple(one.staff_id for one in sorted(members, key=lambda one: int(one.position))),
        days=row.days,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.words,
    )


def _part(kind: str, table: Any, **columns: Any) -> Select[Any]:
    """The rows of one table that touch the span, in the columns that all of them share."""
    shared = {
        "layer": cast(null(), String),
        "staff_id": cast(null(), String),
        "instead_of": cast(null(), String),
        "words": cast(null(), String),
        "position": cast(null(), Integer),
        "days": cast(null(), Integer),
        "made_at": cast(null(), UtcDateTime),
        **columns,
    }
    labelled = [column.label(name) for name, column in shared.items()]
    start, end = bindparam("start", type_=UtcDateTime), bindparam("end", type_=UtcDateTime)
    known = [table.id, table.starts_at, table.ends_at, Staff.is_active, Staff.left_at]
    return (
        select(literal(kind).label("kind"), *known, *labelled)
        .select_from(table)
        .where(table.starts_at < end, or_(table.ends_at.is_(None), table.ends_at > start))
    )


_TOUCHING = union_all(
    _part("shift", Shift, layer=Shift.layer, staff_id=Shift.staff_id).join(Staff, Staff.id == Shift.staff_id),
    _part(
        "rotation",
        KeptRotation,
        layer=KeptRotation.layer,
        staff_id=RotationMember.staff_id,
        words=KeptRotation.zone,
        position=RotationMember.position,
        days=KeptRotation.days,
    )
    .join(RotationMember, RotationMember.rotation_id == KeptRotation.id)
    .join(Staff, Staff.id == RotationMember.staff_id),
    _part(
        "override",
        KeptOverride,
        layer=KeptOverride.layer,
        staff_id=KeptOverride.staff_id,
        instead_of=KeptOverride.instead_of,
        words=KeptOverride.source,
        made_at=KeptOverride.made_at,
    ).join(Staff, Staff.id == KeptOverride.staff_id),
    _part("absence", KeptAbsence, staff_id=KeptAbsence.staff_id).join(Staff, Staff.id == KeptAbsence.staff_id),
)
