"""The tally of many nights, in figures."""

from __future__ import annotations

from collections import Counter

from tests.simulate.outcome import Outcome, Violation


class Tally:
    """Adds nights up."""

    def __init__(self) -> None:
        self.nights = self.incidents = self.joined = self.events = self.pages = self.in_a_quarter = 0
        self.violations: list[Violation] = []
        self.to_page: list[float] = []
        self.to_answer: list[float] = []
        self.silences: list[float] = []

    def add(self, night: Outcome) -> None:
        """One night more."""
        self.nights += 1
        self.incidents += night.incidents
        self.joined += night.joined
        self.events += night.events
        self.pages += night.pages
        self.in_a_quarter = max(self.in_a_quarter, night.in_a_quarter)
        self.violations += night.violations
        self.to_page += night.to_page
        self.to_answer += night.to_answer
        self.silences += night.silences

    def __str__(self) -> str:
        by_promise = Counter(violation.promise for violation in self.violations)
        found = ", ".join(f"{promise} {count}" for promise, count in sorted(by_promise.items())) or "none"
        return "\n".join((
            f"nights {self.nights}, incidents {self.incidents} ({self.joined} joined another), events {self.events}",
            f"violations {len(self.violations)}: {found}",
            f"first page handed over after  {_spread(self.to_page)}",
            f"acknowledged after            {_spread(self.to_answer)}",
            f"longest silence               {max(self.silences, default=0):.0f} s",
            f"pages per incident            {self.pages / max(self.incidents, 1):.1f}",
            f"most texts to one phone       {self.in_a_quarter} within 15 minutes",
        ))  # fmt: skip


def _spread(values: list[float]) -> str:
    if not values:
        return "never"
    ordered = sorted(values)
    middle, late = ordered[len(ordered) // 2], ordered[min(len(ordered) * 99 // 100, len(ordered) - 1)]
    return f"p50 {middle:.1f} s, p99 {late:.1f} s, max {ordered[-1]:.1f} s"
