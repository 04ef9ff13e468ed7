"""Admitted keys: those that this process let in before, for the time in which the database cannot be asked."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from app.domain import tokens

if TYPE_CHECKING:
    from app.store.api_keys import ApiKey
    from app.store.customers import Customer

MOST = 1_000


class Admitted:
    """By their fingerprints, in memory alone. A key that is refused once is forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, tuple[ApiKey, Customer]] = {}

    def note(self, given: str, found: tuple[ApiKey, Customer] | None) -> None:
        """What the database said of a key."""
        fingerprint = tokens.fingerprint(given)
        with self._lock:
            self._known.pop(fingerprint, None)
            if found and not found[0].revoked_at and not found[1].archived_at:
                if len(self._known) >= MOST:
                    self._known.pop(next(iter(self._known)))
                self._known[fingerprint] = found

    def by_key(self, given: str) -> tuple[ApiKey, Customer] | None:
        """Whose key it was when it was let in last, if it was."""
        with self._lock:
            return self._known.get(tokens.fingerprint(given))
