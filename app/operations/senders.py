"""Senders: whoever reports, and whether they have paged by themselves as often as they may within the hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import unverified
from app.store import senders


class Senders:
    """The senders of one instant's reports. None stands for everybody whom the directory does not know.

    `most`: how many incidents page by themselves within the hour, of those and of each known customer.
    """

    def __init__(self, session: Session, most: tuple[int, int], now: datetime) -> None:
        self._session = session
        self._most = most
        self._now = now
        self._alone: dict[str | None, int] = {}

    def expect_strangers(self) -> None:
        """Lets nobody else count strangers' reports meanwhile: two who count at once would both find room."""
        senders.hold(self._session)

    def is_over(self, customer_id: str | None) -> bool:
        """Whether this sender has had their share."""
        return unverified.is_over(self._count(customer_id), self._most_of(customer_id))

    def add(self, customer_id: str | None) -> None:
        """One more incident of theirs pages by itself."""
        self._alone[customer_id] = self._count(customer_id) + 1

    def _count(self, customer_id: str | None) -> int:
        if customer_id not in self._alone:
            since = self._now - unverified.HOUR
            self._alone[customer_id] = senders.alone(self._session, customer_id, since, self._most_of(customer_id))
        return self._alone[customer_id]

    def _most_of(self, customer_id: str | None) -> int:
        strangers, known = self._most
        return strangers if customer_id is None else known
