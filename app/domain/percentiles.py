"""Percentiles by nearest rank: each is a time that was measured, never one between two that were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

FEWEST = 5  # times: of fewer no percentile is told
FEW = 20  # of fewer the 95th percentile is the worst time itself


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How long something took, over `n` times. The percentiles are None below five times, the worst without any."""

    n: int
    median: timedelta | None = None
    p90: timedelta | None = None
    p95: timedelta | None = None
    worst: timedelta | None = None

    @property
    def remark(self) -> str:
        """What is to be borne in mind where there are few times; else nothing."""
        if not self.n:
            return "none yet"
        if self.n < FEWEST:
            return f"fewer than {FEWEST}: too few for a percentile"
        return f"fewer than {FEW}: the 95th percentile is the worst" if self.n < FEW else ""


def summed_up(times: Iterable[timedelta]) -> Summary:
    """The summary of times, in whatever order."""
    ordered = sorted(times)
    if len(ordered) < FEWEST:
        return Summary(n=len(ordered), worst=ordered[-1] if ordered else None)
    median, p90, p95 = (nearest_rank(ordered, percent) for percent in (50, 90, 95))
    return Summary(n=len(ordered), median=median, p90=p90, p95=p95, worst=ordered[-1])


def nearest_rank(ordered: Sequence[timedelta], percent: int) -> timedelta:
    """The smallest of the times that at least so many per cent of them do not exceed; of two medians the lower one."""
    return ordered[-(-percent * len(ordered) // 100) - 1]
