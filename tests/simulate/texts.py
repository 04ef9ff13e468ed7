"""The texts of a night: how many each phone gets about what is going on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from app.operations.proof import INSTEAD
from app.store.deliveries import Delivery
from tests.simulate import invariants

COUNTED = ("page", "storm", "watch", "overdue")  # what wakes somebody unasked; colleagues may call for help at will
LIMITED = ("page", "storm", "watch")
QUARTER = timedelta(minutes=15)


class Texts:
    """Counts each text once, at the instant for which it was made: how long it waited is its provider's fault."""

    def __init__(self) -> None:
        self._made: dict[str, dict[str, datetime]] = defaultdict(dict)
        self._paged: set[tuple[str, str]] = set()
        self.in_a_quarter = 0

    def taken(self, row: Delivery) -> Iterator[invariants.Fault]:
        """A provider takes a text. The first to a phone about an incident knows no limit, and no second way does."""
        made = self._made[row.address]
        if not row.staff_id or not row.incident_id or row.wording not in COUNTED or row.id in made:
            return
        at = made[row.id] = row.due_at if row.attempts == 1 else row.created_at
        self.in_a_quarter = max(self.in_a_quarter, sum(timedelta(0) <= at - one < QUARTER for one in made.values()))
        is_first = row.wording == "page" and (row.address, row.incident_id) not in self._paged
        self._paged.add((row.address, row.incident_id))
        if not is_first and row.wording in LIMITED and not row.facts.get(INSTEAD):
            yield from invariants.texts_are_few(list(made.values()), at, row.person)
