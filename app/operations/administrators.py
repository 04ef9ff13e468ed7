"""Administrators: who may still change others at the moment of writing, and that one is always left."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.store import staff


class NoAdministrator(Exception):
    """Whoever wants to change somebody is no administrator any more."""


class LastAdministrator(Exception):
    """Nobody would be left who can add people. A break-glass account does not count."""


def expect_one_left(session: Session, staff_id: str, *, by: str) -> None:
    """Holds all administrators until the end: `staff_id` may be taken from them by `by`, who is still one.

    Two who take it from each other wait for one another here, and the second finds that they are none any more.
    """
    held = staff.administrators_held(session)
    if by not in [who.id for who in held]:
        raise NoAdministrator
    people = [who.id for who in held if not who.is_break_glass]
    if people == [staff_id]:
        raise LastAdministrator
