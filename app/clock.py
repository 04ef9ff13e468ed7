"""The only place that reads a clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def outside(self) -> datetime:
        """The instant by other people's clocks, wherever ours was started: what they sign is dated by theirs."""
        ...

    def steady(self) -> timedelta:
        """How far a clock has run that nobody sets: for what has to last, whatever time it is said to be."""
        ...


class WallClock:
    """The machine's clock; with `start`, one that began at that instant and runs at normal speed (the demo's)."""

    def __init__(self, start: datetime | None = None) -> None:
        real = datetime.now(UTC)  # noqa: TID251
        self._ahead = (start - real) if start else (real - real)

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.outside() + self._ahead

    def outside(self) -> datetime:
        """The machine's own."""
        return datetime.now(UTC)  # noqa: TID251

    def steady(self) -> timedelta:
        """The machine's, since some moment of its own."""
        return timedelta(seconds=time.monotonic())
