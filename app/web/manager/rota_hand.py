"""Whoever is signed in, as the rota's changes want them."""

from __future__ import annotations

from app.operations.rota import Hand
from app.web.manager.guard import person
from app.web.room import desk, now


def hand(by: str | None = None) -> Hand:
    """The hand that changes the rota: of whoever is signed in, unless another name is given."""
    return Hand(by=by or person().name, policy=desk().policy, mint=desk().mint, now=now())


def may_change_all() -> bool:
    """Whether they may change everybody's time, and not only ask and be away themselves."""
    return person().role == "manager"
