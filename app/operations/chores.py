"""Chores: what is seen to now and then beside paging. Each says when it is due next; one dispatcher does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.rulebook import Rulebook
from app.domain.tokens import Mint
from app.operations import drill_plan, nights, retention, rota_gaps, shift_checks, verification, weekly
from app.store import chores

PUT_OFF = timedelta(minutes=1)  # for a chore that could not be done, through a fault of our own


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a chore works with: the policy's rules, the mint, and the instant."""

    rules: Rulebook
    mint: Mint
    now: datetime


Chore = Callable[[Session, Setting], datetime]  # does what is due at the setting's instant; returns when it is due next

CHORES: Mapping[str, Chore] = {
    "rota-gaps": rota_gaps.announce,
    "handover-at-opening": nights.hand_over,
    "drills": drill_plan.hold,
    "shift-checks": shift_checks.look,
    "retention": retention.remove,
    "monday-mail": weekly.tell,
    "record": verification.look,
}


def do(session: Session, name: str, act: Chore, setting: Setting) -> None:
    """Does one chore, unless another dispatcher has it, and plans it anew."""
    chore = chores.held(session, name, setting.now)
    if chore:
        chore.due_at = act(session, setting)


def put_off(session: Session, name: str, now: datetime) -> None:
    """Tries a chore that failed again in a while."""
    chore = chores.held(session, name, now)
    if chore:
        chore.due_at = now + PUT_OFF
