"""The second look: whether a message that waited for its turn is wanted still. One question answers for all in hand."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from app.desk import Desk
from app.domain.delivery import State
from app.operations import delivery
from app.store import incidents
from app.store.database import is_away
from app.store.deliveries import Delivery
from app.store.incidents import Incident

STALE = timedelta(seconds=0.25)  # for so long what the database said is believed


class Recheck:
    """Knows the messages in hand. Safe for any number of threads: while one asks, the others wait for its answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = threading.Lock()
        self._in_hand: dict[int, Delivery] = {}  # each claim is held for itself: a message may be claimed once more
        self._seen_at: datetime | None = None
        self._seen: Mapping[str, Incident] = {}

    def hold(self, row: Delivery) -> None:
        """This message is in hand from now on."""
        self._in_hand[id(row)] = row

    def release(self, row: Delivery) -> None:
        """It is in hand no more."""
        self._in_hand.pop(id(row), None)

    def unwanted(self, row: Delivery, composed_at: datetime) -> State | None:
        """Why a message in hand is not to go after all.

        Where the database cannot be asked it goes: rather noise than silence.
        """
        if _is_fresh(composed_at, self._desk.clock.now()):
            return None
        with self._turn:
            now = self._desk.clock.now()
            if self._seen_at is None or not _is_fresh(self._seen_at, now):
                self._look()
            incident = self._seen.get(row.incident_id or "")
        return delivery.unwanted(row, incident, now)

    def _look(self) -> None:
        ids = {row.incident_id for row in tuple(self._in_hand.values()) if row.incident_id}
        asked_at = self._desk.clock.now()
        try:
            with self._desk.database.reading() as session:
                self._seen = {incident.id: incident for incident in incidents.of_ids(session, ids)}
        except Exception as error:
            if not is_away(error):
                raise
            self._seen, asked_at = {}, self._desk.clock.now()
        self._seen_at = asked_at


def _is_fresh(at: datetime, now: datetime) -> bool:
    """Whether what was so at `at` is believed still. By a clock that was set back it lies ahead: nobody knows then."""
    return abs(now - at) < STALE
