"""The agenda: what happens at which instant of a simulated night, and two clocks: the true one and the portal's."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Act = Callable[[], None]
SOON = timedelta(seconds=1)


class Clock:
    """The portal's clock. It is wrong by whatever somebody set it wrong by."""

    def __init__(self) -> None:
        self.true = datetime(2000, 1, 1, tzinfo=UTC)
        self.wrong_by = timedelta(0)

    def now(self) -> datetime:
        """What the portal believes."""
        return self.true + self.wrong_by

    def outside(self) -> datetime:
        """What everybody else's clocks say."""
        return self.true

    def steady(self) -> timedelta:
        """How far the night has come, whatever the portal's machine is told."""
        return self.true - datetime(2000, 1, 1, tzinfo=UTC)


class Agenda:
    """What is to happen, in order; what was planned first comes first at the same instant."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._planned: list[tuple[datetime, int, Act]] = []
        self._count = 0

    def at(self, instant: datetime, act: Act) -> None:
        """Plans something for a true instant; what has passed comes at once."""
        self._count += 1
        heapq.heappush(self._planned, (max(instant, self.clock.true), self._count, act))

    def after(self, wait: timedelta, act: Act) -> None:
        """Plans something for later."""
        self.at(self.clock.true + wait, act)

    def next_at(self) -> datetime | None:
        """When the next thing happens."""
        return self._planned[0][0] if self._planned else None

    def take(self) -> Act | None:
        """The next thing that is due by now."""
        if self._planned and self._planned[0][0] <= self.clock.true:
            return heapq.heappop(self._planned)[2]
        return None
