"""Reach: who can be paged now, with the ways to reach them, in one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.domain.escalation import EVERYONE
from app.store.base import UtcDateTime
from app.store.rota import Shift
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
    """Somebody who can be paged, with their ways in their own order."""

    id: str
    name: str
    ways: list[Way] = field(default_factory=list)

    @property
    def first_name(self) -> str:
        """What colleagues call them."""
        return self.name.split()[0]


class Roll:
    """Who can be paged at one instant. Each layer is asked for once, for however many incidents."""

    def __init__(self, session: Session, at: datetime) -> None:
        self._session = session
        self._at = at
        self._known: dict[str, list[Person]] = {}

    def of(self, name: str) -> list[Person]:
        """Who is on call in a layer, the one on call longest first; or everybody who can be paged, by name."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> list[Person]:
        connection = self._session.connection()
        if name == EVERYONE:
            return _people(connection.execute(_EVERYONE))
        return _people(connection.execute(_ON_CALL, {"layer": name, "at": self._at}))


def _people(rows: Iterable[Any]) -> list[Person]:
    found: dict[str, Person] = {}
    for staff_id, name, way_id, medium, address, failed_at in rows:
        person = found.setdefault(staff_id, Person(id=staff_id, name=name))
        if way_id and way_id not in {way.id for way in person.ways}:
            person.ways.append(Way(id=way_id, medium=medium, address=address, failed=failed_at is not None))
    return list(found.values())


_staff, _ways, _shifts = Staff.__table__, ContactMethod.__table__, Shift.__table__
_COLUMNS = (_staff.c.id, _staff.c.name, _ways.c.id, _ways.c.medium, _ways.c.address, _ways.c.failed_at)
_at = bindparam("at", type_=UtcDateTime)
_theirs = and_(_ways.c.staff_id == _staff.c.id, _ways.c.verified_at.is_not(None), _ways.c.removed_at.is_(None))

_EVERYONE = (
    select(*_COLUMNS)
    .select_from(_staff.outerjoin(_ways, _theirs))
    .where(_staff.c.is_active)
    .order_by(_staff.c.name, _staff.c.id, _ways.c.position)
)
_ON_CALL = (
    select(*_COLUMNS)
    .select_from(_shifts.join(_staff, _staff.c.id == _shifts.c.staff_id).outerjoin(_ways, _theirs))
    .where(_staff.c.is_active, _shifts.c.layer == bindparam("layer"), _shifts.c.starts_at <= _at)
    .where(or_(_shifts.c.ends_at.is_(None), _shifts.c.ends_at > _at))
    .order_by(_shifts.c.starts_at, _shifts.c.id, _ways.c.position)
)
