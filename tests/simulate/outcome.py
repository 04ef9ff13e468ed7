"""What a night came to, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.simulate.plan import Plan
from tests.simulate.watch import Seen


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

    def measures(self, seen: Seen, sent: Sequence[Any]) -> None:
        """How long things took. `sent`: of each message that paged somebody, for which incident and when."""
        self.silences = seen.silences
        self.incidents, self.pages = len(seen.rows), len(sent)
        self.joined = sum(told.has_joined for told in seen.told.values())
        for row in seen.rows.values():
            if row.first_acknowledged_at:
                self.to_answer.append((row.first_acknowledged_at - row.opened_at).total_seconds())
            first = min((at for incident_id, at in sent if incident_id == row.id), default=None)
            if first and not seen.told[row.id].has_joined:  # for those another was paged
                self.to_page.append((first - row.opened_at).total_seconds())
