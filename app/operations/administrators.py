"""Administrators: who may still change others at the moment of writing, and that one is always left."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.roles import ADMINISTRATOR
from app.store import staff
from app.store.staff import Staff


class NoAdministrator(Exception):
    """Whoever wants to change somebody is no administrator any more."""


class LastAdministrator(Exception):
    """Nobody would be left who can add people, a break-glass account apart; its words say so, and what to do."""


def expect_one_left(session: Session, staff_id: str, *, by: str, role: str = "") -> None:
    """Holds all administrators until the end: `by`, who is still one, may give `staff_id` that role, or none.

    Two who take it from each other wait for one another here, and the second finds that they are none any more.
    """
    held = staff.administrators_held(session)
    if by not in [who.id for who in held]:
        raise NoAdministrator
    why = _needed(held, staff_id)
    if why and role != ADMINISTRATOR:
        raise LastAdministrator(why)


def needed_because(session: Session, staff_id: str) -> str | None:
    """Why somebody has to stay an administrator, in a sentence; None where they need not."""
    return _needed(staff.administrators(session), staff_id)


def _needed(administrators: Sequence[Staff], staff_id: str) -> str | None:
    people = [who for who in administrators if not who.is_break_glass]
    if [who.id for who in people] != [staff_id]:
        return None
    return f"{people[0].first_name} is the only administrator: make somebody else one first"
