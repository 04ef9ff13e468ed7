"""A tally: how often each length of time was measured, so that thousands of times are a few numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Lengths of time in seconds, each with how many were no longer than it and longer than the one before.

    total: the sum of all as they were measured.
    """

    counts: Sequence[tuple[float, int]] = ()
    total: float = 0

    @classmethod
    def of(cls, counts: Iterable[tuple[float, int]], total: float | None = None) -> Tally:
        """The tally of these lengths; `total` is their sum, where they are rounded up."""
        kept = sorted(counts)
        return cls(counts=kept, total=sum(length * times for length, times in kept) if total is None else total)

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(times for _, times in self.counts)

    @property
    def longest(self) -> float | None:
        """The longest, or None without any."""
        return self.counts[-1][0] if self.counts else None

    def within(self, seconds: float) -> int:
        """How many took no longer than that."""
        return sum(times for length, times in self.counts if length <= seconds)
