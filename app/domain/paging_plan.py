"""Who is paged and who watches, as values: the rota's layers, the escalation's steps, the watch on the response."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Literal

from app.domain.delivery import Medium

AT_ONCE = timedelta(0)
WRITTEN = (Medium.SMS, Medium.MAIL)


@dataclass(frozen=True, kw_only=True)
class EscalationStep:
    """Whom to page `after` the incident opened: rota layers by slug, or "everyone".

    `media`: what they are written at once. `calls`: how long after that they are rung, too; None: they are not.
    `only_calls`: the step rings those who were written to by the step before it.
    """

    after: timedelta
    pages: tuple[str, ...]
    media: tuple[Medium, ...] = WRITTEN
    calls: timedelta | None = None
    only_calls: bool = False

    @property
    def sends(self) -> tuple[Medium, ...]:
        """What goes out when the step is taken."""
        if self.only_calls:
            return (Medium.VOICE,)
        return (*self.media, Medium.VOICE) if self.calls == AT_ONCE else self.media

    @property
    def wakes(self) -> bool:
        """Whether it can wake anybody: a mail alone does not."""
        return self.calls is not None or Medium.SMS in self.media


@dataclass(frozen=True, kw_only=True)
class EscalationPolicy:
    """The steps in order; the last one is repeated every `repeat` until somebody acknowledges."""

    steps: tuple[EscalationStep, ...]
    repeat: timedelta

    @property
    def wakes(self) -> bool:
        """Whether it ever wakes anybody."""
        return any(step.wakes for step in self.steps)

    @cached_property
    def as_taken(self) -> EscalationPolicy:
        """The steps one by one: one that rings its people later is followed by a step that only does that."""
        steps: list[EscalationStep] = []
        for step in self.steps:
            if step.calls is None or step.calls == AT_ONCE:
                steps.append(step)
                continue
            rings = replace(step, after=step.after + step.calls, calls=AT_ONCE, only_calls=True)
            steps.extend((replace(step, calls=None), rings))
        return replace(self, steps=tuple(steps))


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A layer of the rota ("primary"), and what people call it."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Managers are told at this share of the response target, unless it was acknowledged or replied to by then."""

    percent: int
    unless: Literal["acknowledged", "replied"]


@dataclass(frozen=True, kw_only=True)
class Watch:
    """How the response target is watched, and how long an acknowledgement lasts without a sign of life."""

    layer: str
    marks: tuple[Mark, ...]
    lapse: timedelta
    struggling: timedelta
