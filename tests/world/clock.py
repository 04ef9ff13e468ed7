"""A clock that stands still until it is moved."""

from __future__ import annotations

from datetime import datetime, timedelta


class StillClock:
    """Says the same instant until somebody moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self._now

    def outside(self) -> datetime:
        """The same: everybody's clock stands still."""
        return self._now

    def set(self, at: datetime) -> None:
        """Moves it there."""
        self._now = at

    def move(self, by: timedelta) -> None:
        """Moves it on."""
        self._now += by
