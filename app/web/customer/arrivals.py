"""Arrivals: how many reports one address has sent to this process of late. Kept in memory, so that it costs nothing.

A counter in the database would make all reports of a customer's network wait for one row. It only ever asks for one
more press, so several processes that count by themselves do no harm.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

LIMIT = 20
WINDOW = timedelta(minutes=10)
ADDRESSES = 10_000  # remembered at most


class Arrivals:
    """Counts in fixed windows, an address at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[datetime, int]] = {}

    def are_many(self, address: str, now: datetime) -> bool:
        """Counts one more from `address`, and says whether the window has had more than the limit."""
        with self._lock:
            ends_at, count = self._windows.get(address, (now, 0))
            if ends_at <= now:
                ends_at, count = now + WINDOW, 0
            if len(self._windows) >= ADDRESSES:
                self._windows.clear()
            self._windows[address] = (ends_at, count + 1)
            return count + 1 > LIMIT
