"""Reach: who can be paged now, with the ways to reach them, in one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from app.domain.escalation import EVERYONE
from app.domain.roles import PAGED
from app.store import on_call
from app.store.staff import ContactMethod, Staff


@dataclass(frozen=True, kw_only=True)
class Way:
    """One contact method. `failed`: proven not to work."""

    id: str
    medium: str
    address: str
    failed: bool


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who can be paged, with their ways in their own order, and whether they take part in drills."""

    id: str
    name: str
    takes_part: bool
    ways: list[Way] = field(default_factory=list)

    @property
    def first_name(self) -> str:
        """What colleagues call them."""
        return self.name.split()[0]


class Roll:
    """Who can be paged at one instant. The rota is asked once, and each layer once, for however many incidents."""

    def __init__(self, session: Session, at: datetime) -> None:
        self._session = session
        self._at = at
        self._known: dict[str, list[Person]] = {}
        self._on_call: dict[str, list[str]] | None = None

    def of(self, name: str) -> list[Person]:
        """Who is on call in a layer, the one on call longest first; or everybody who can be paged, by name."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> list[Person]:
        connection = self._session.connection()
        if name == EVERYONE:
            return _people(connection.execute(_EVERYONE))
        if self._on_call is None:
            plan = on_call.plan_of(self._session, self._at, self._at + on_call.AN_INSTANT)
            self._on_call = on_call.ids_at(plan, self._at)
        ids = self._on_call.get(name, [])
        found = {one.id: one for one in _people(connection.execute(_THESE, {"ids": ids}))} if ids else {}
        return [found[staff_id] for staff_id in ids if staff_id in found]


class DrillRoll(Roll):
    """Whom a drill may page: of those on the roll the people who take part; or `only` one of them, always."""

    def __init__(self, roll: Roll, only: str | None) -> None:
        self._roll = roll
        self._only = only

    def of(self, name: str) -> list[Person]:
        """Those in a layer who take part, and nobody else, whatever the name."""
        people = self._roll.of(EVERYONE if self._only else name)
        return [one for one in people if one.takes_part and self._only in (None, one.id)]


def _people(rows: Iterable[Any]) -> list[Person]:
    found: dict[str, Person] = {}
    for staff_id, name, drills_since, way_id, medium, address, failed_at in rows:
        takes_part = drills_since is not None
        person = found.setdefault(staff_id, Person(id=staff_id, name=name, takes_part=takes_part))
        if way_id and way_id not in {way.id for way in person.ways}:
            person.ways.append(Way(id=way_id, medium=medium, address=address, failed=failed_at is not None))
    return list(found.values())


_staff, _ways = Staff.__table__, ContactMethod.__table__
_COLUMNS = (
    _staff.c.id, _staff.c.name, _staff.c.drills_since, _ways.c.id, _ways.c.medium, _ways.c.address, _ways.c.failed_at,
)  # fmt: skip
_theirs = and_(_ways.c.staff_id == _staff.c.id, _ways.c.verified_at.is_not(None), _ways.c.removed_at.is_(None))

_EVERYONE = (
    select(*_COLUMNS)
    .select_from(_staff.outerjoin(_ways, _theirs))
    .where(_staff.c.is_active, _staff.c.role.in_(PAGED), ~_staff.c.is_break_glass)
    .order_by(_staff.c.name, _staff.c.id, _ways.c.position)
)
_THESE = (
    select(*_COLUMNS)
    .select_from(_staff.outerjoin(_ways, _theirs))
    .where(_staff.c.is_active, _staff.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(_staff.c.id, _ways.c.position)
)
