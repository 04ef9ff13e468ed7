"""Whom to page next, and after how long: the escalation policy as a pure computation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.delivery import WAKING, Medium
from app.domain.paging_plan import WRITTEN, EscalationPolicy, EscalationStep

EVERYONE = "everyone"
LONGEST_SILENCE = timedelta(minutes=5)  # from the first step on that wakes anybody
PUNCTUAL = timedelta(seconds=30)  # a turn taken this late still counts from the planned instant


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of the escalation: which step is taken, whom it pages by what, and when the next is due.

    `goes_by` is what its people get in the end, where they are rung later, too.
    """

    step: int
    pages: tuple[str, ...]
    media: tuple[Medium, ...]
    goes_by: tuple[Medium, ...]
    only_calls: bool
    wakes: bool
    next_at: datetime


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A step that lies ahead: whom it pages, and when."""

    step: int
    pages: tuple[str, ...]
    at: datetime


def turn(policy: EscalationPolicy, *, step: int, since: datetime, planned: datetime, now: datetime) -> Turn:
    """The turn that is due at `now`, for an incident whose `step` was planned at `planned`.

    After a silence of our own the steps that were slept through are skipped: the one that fits the time elapsed
    `since` paging began is taken, once.
    """
    slept = sum(1 for later in policy.steps if since + later.after <= now) - 1 if now - planned > PUNCTUAL else 0
    taken = min(max(step, slept), len(policy.steps) - 1)
    begins = since + policy.steps[taken].after if taken > step else planned
    start = begins if now - begins <= PUNCTUAL else now
    due = policy.steps[taken]
    return Turn(
        step=taken,
        pages=due.pages,
        media=due.sends,
        goes_by=goes_by(policy, taken),
        only_calls=due.only_calls,
        wakes=due.wakes,
        next_at=start + wait_after(policy, taken),
    )


def next_people(policy: EscalationPolicy, step: int) -> int:
    """The first step from `step` on that pages somebody else, and not the same people by a call."""
    later = (number for number in range(step, len(policy.steps)) if not policy.steps[number].only_calls)
    return next(later, step)


def widened(policy: EscalationPolicy, steps_taken: int) -> int:
    """How many of the first steps paged somebody else each."""
    return sum(not step.only_calls for step in policy.steps[:steps_taken])


def course(
    policy: EscalationPolicy, since: datetime, reaches: Callable[[EscalationStep, datetime], bool]
) -> tuple[Planned, ...]:
    """Every step once, while nobody acknowledges. One that reaches nobody is followed by the next at once."""
    planned, at = [], since
    for step in range(len(policy.steps)):
        taken = turn(policy, step=step, since=since, planned=at, now=at)
        planned.append(Planned(step=step, pages=taken.pages, at=at))
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
    """How long nothing goes out, from the first step on that wakes anybody: a mail alone disturbs no sleep."""
    taken = policy.as_taken
    waking = next((step for step, one in enumerate(taken.steps) if one.wakes), len(taken.steps))
    return [wait_after(taken, step) for step in range(waking, len(taken.steps))]


def goes_by(policy: EscalationPolicy, step: int) -> tuple[Medium, ...]:
    """The media by which a step reaches its people in the end: the calls that follow it are its own."""
    last = len(policy.steps) - 1
    taken = min(max(step, 0), last)
    one, later = policy.steps[taken], policy.steps[min(taken + 1, last)]
    return (*one.media, Medium.VOICE) if one.calls is not None or later.only_calls else one.media


def answered_by(policy: EscalationPolicy, step: int) -> tuple[Medium, ...]:
    """The media that bring an answer to a step: those that wake people, or mail where it has nothing else."""
    media = goes_by(policy, step)
    return tuple(medium for medium in media if medium in WAKING) or media


def frozen(policy: EscalationPolicy) -> dict[str, Any]:
    """The policy as an incident keeps it."""
    steps = [
        {
            "after": step.after.total_seconds(),
            "pages": list(step.pages),
            "media": list(step.media),
            "calls": None if step.calls is None else step.calls.total_seconds(),
            "only_calls": step.only_calls,
        }
        for step in policy.steps
    ]
    return {"steps": steps, "repeat": policy.repeat.total_seconds()}


def thawed(kept: dict[str, Any]) -> EscalationPolicy:
    """The policy that an incident kept. An old one names no media: texts and mails, and no calls."""
    return EscalationPolicy(
        steps=tuple(_step(step) for step in kept["steps"]), repeat=timedelta(seconds=kept["repeat"])
    )


def _step(kept: dict[str, Any]) -> EscalationStep:
    calls = kept.get("calls")
    return EscalationStep(
        after=timedelta(seconds=kept["after"]),
        pages=tuple(kept["pages"]),
        media=tuple(Medium(medium) for medium in kept.get("media", WRITTEN)),
        calls=None if calls is None else timedelta(seconds=calls),
        only_calls=kept.get("only_calls", False),
    )
