"""A clock that stands still until it is moved."""

from __future__ import annotations

from datetime import datetime, timedelta


class StillClock:
    """Says the same instant until somebody moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self._now

    def outside(self) -> datetime:
        """The same: everybody's clock stands still."""
        return self._now

    def steady(self) -> timedelta:
        """How far it was moved: a step of the machine's clock does not count."""
        return self._now - self._ahead - datetime.min.replace(tzinfo=self._now.tzinfo)

    def steps(self, by: timedelta) -> None:
        """Somebody sets the machine's clock: the instant is another one, and no time has passed."""
        self._now += by
        self._ahead += by

    def set(self, at: datetime) -> None:
        """Moves it there."""
        self._now = at

    def move(self, by: timedelta) -> None:
        """Moves it on."""
        self._now += by
