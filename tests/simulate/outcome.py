"""What a night came to, and what was wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tests.simulate.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Violation:
    """Something that must not be: in which night, when, which promise, and in words."""

    seed: int
    at: datetime
    promise: str
    words: str

    def __str__(self) -> str:
        again = f"python -m tests.simulate --seed {self.seed} --trace"
        return f"seed {self.seed}, {self.at:%Y-%m-%d %H:%M:%S} UTC, {self.promise}: {self.words}\n    again: {again}"


@dataclass(kw_only=True)
class Outcome:
    """What a night came to. Waits in seconds: to the first page handed over, to the acknowledgement, between rounds.

    joined: incidents that were another's outage. `in_a_quarter`: the most texts that one phone got in 15 minutes.
    """

    plan: Plan
    events: int = 0
    incidents: int = 0
    joined: int = 0
    violations: list[Violation] = field(default_factory=list)
    to_page: list[float] = field(default_factory=list)
    to_answer: list[float] = field(default_factory=list)
    silences: list[float] = field(default_factory=list)
    pages: int = 0
    in_a_quarter: int = 0
    trace: list[str] = field(default_factory=list)
