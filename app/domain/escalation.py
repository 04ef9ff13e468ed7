"""Whom to page next, and after how long: the escalation policy as a pure computation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.delivery import WAKING, Medium
from app.domain.paging_plan import EscalationPolicy, EscalationStep

EVERYONE = "everyone"
LONGEST_SILENCE = timedelta(minutes=5)  # from the first step on that wakes anybody
PUNCTUAL = timedelta(seconds=30)  # a turn taken this late still counts from the planned instant


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of the escalation: which step is taken, whom it pages by which media, and when the next is due."""

    step: int
    pages: tuple[str, ...]
    media: tuple[str, ...]
    wakes: bool
    next_at: datetime


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A step that lies ahead: whom it pages by which media, and when."""

    step: int
    pages: tuple[str, ...]
    media: tuple[str, ...]
    at: datetime


def turn(policy: EscalationPolicy, *, step: int, since: datetime, planned: datetime, now: datetime) -> Turn:
    """The turn that is due at `now`, for an incident whose `step` was planned at `planned`.

    After a silence of our own the steps that were slept through are skipped: the one that fits the time elapsed
    `since` paging began is taken, once.
    """
    slept = sum(1 for later in policy.steps if since + later.after <= now) - 1 if now - planned > PUNCTUAL else 0
    taken = min(max(step, slept), len(policy.steps) - 1)
    start = planned if now - planned <= PUNCTUAL else now
    one = policy.steps[taken]
    next_at = start + wait_after(policy, taken)
    return Turn(step=taken, pages=one.pages, media=one.media, wakes=one.wakes, next_at=next_at)


def course(
    policy: EscalationPolicy, since: datetime, reaches: Callable[[EscalationStep, datetime], bool]
) -> tuple[Planned, ...]:
    """Every step once, while nobody acknowledges. One that reaches nobody is followed by the next at once."""
    planned, at = [], since
    for step in range(len(policy.steps)):
        taken = turn(policy, step=step, since=since, planned=at, now=at)
        planned.append(Planned(step=step, pages=taken.pages, media=taken.media, at=at))
        at = taken.next_at if reaches(policy.steps[step], at) else at
    return tuple(planned)


def wait_after(policy: EscalationPolicy, step: int) -> timedelta:
    """How long a step is given before the next one."""
    if step + 1 < len(policy.steps):
        return policy.steps[step + 1].after - policy.steps[step].after
    return policy.repeat


def is_last(policy: EscalationPolicy, step: int) -> bool:
    """Whether there is nobody further to turn to: the step that is repeated."""
    return step >= len(policy.steps) - 1


def silences(policy: EscalationPolicy) -> list[timedelta]:
    """How long each step is given, from the first one on that wakes anybody: a mail alone disturbs no sleep."""
    waking = next((step for step, one in enumerate(policy.steps) if one.wakes), len(policy.steps))
    return [wait_after(policy, step) for step in range(waking, len(policy.steps))]


def answered_by(policy: EscalationPolicy, step: int) -> tuple[Medium, ...]:
    """The media that bring an answer to a step: those that wake people, or mail where it has nothing else."""
    named = policy.steps[min(max(step, 0), len(policy.steps) - 1)].media
    media = tuple(medium for medium in Medium if medium in named or not named)
    return tuple(medium for medium in media if medium in WAKING) or media


def frozen(policy: EscalationPolicy) -> dict[str, Any]:
    """The policy as an incident keeps it."""
    steps = [
        {"after": step.after.total_seconds(), "pages": list(step.pages)}
        | ({"media": list(step.media)} if step.media else {})
        for step in policy.steps
    ]
    return {"steps": steps, "repeat": policy.repeat.total_seconds()}


def thawed(kept: dict[str, Any]) -> EscalationPolicy:
    """The policy that an incident kept."""
    steps = (
        EscalationStep(
            after=timedelta(seconds=one["after"]), pages=tuple(one["pages"]), media=tuple(one.get("media", ()))
        )
        for one in kept["steps"]
    )
    return EscalationPolicy(steps=tuple(steps), repeat=timedelta(seconds=kept["repeat"]))
