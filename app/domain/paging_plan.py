"""Who is paged and who watches, as values: the rota's layers, the escalation's steps, the watch on the response."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class EscalationStep:
    """Whom to page `after` the incident opened: rota layers by slug, or "everyone". No `media` named means all."""

    after: timedelta
    pages: tuple[str, ...]
    media: tuple[str, ...] = ()

    @property
    def wakes(self) -> bool:
        """Whether it can wake anybody: a mail alone does not."""
        return set(self.media) != {"mail"}


@dataclass(frozen=True, kw_only=True)
class EscalationPolicy:
    """The steps in order; the last one is repeated every `repeat` until somebody acknowledges."""

    steps: tuple[EscalationStep, ...]
    repeat: timedelta

    @property
    def wakes(self) -> bool:
        """Whether it ever wakes anybody."""
        return any(step.wakes for step in self.steps)


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
