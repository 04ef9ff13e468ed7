"""The only place that reads the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def outside(self) -> datetime:
        """The instant by other people's clocks, wherever ours was started: what they sign is dated by theirs."""
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
