"""The linker: the dispatcher's hand that ties new events to the record's chain, and never holds up a page."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from app.desk import Desk
from app.domain import chain
from app.operations import linking
from app.store.database import is_away

LONGEST_TRANSACTION = timedelta(minutes=5)  # the database ends those that wait for a minute


class Linker:
    """Links a batch at a time. Any number may run: one of them is quicker, and the others leave it to that one."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name
        self._settled = 0
        self._noted: tuple[int, datetime] | None = None
        self._log = structlog.get_logger()

    def turn(self, now: datetime) -> bool:
        """Links what there is. True: there is more. A fault is said and survived, for paging must go on.

        The head that is logged is worth keeping elsewhere: a chain that was cut off or made anew does not hold it.
        """
        try:
            with self._desk.database.reading() as session:
                gathered = linking.gather(session, self._desk.mint, now, self._settled)
            if not gathered.events:
                self._settle(gathered.newest, now)
                return False
            with self._desk.database.writing() as session:
                newest = linking.append(session, gathered)
        except Exception as error:
            self._log.error("linking_failed", dispatcher=self._name, fault=type(error).__name__, away=is_away(error),
                            exc_info=not is_away(error))  # fmt: skip
            return False
        if newest:
            self._log.info("record_linked", dispatcher=self._name, links=newest.seq, head=newest.hash)
            if not gathered.is_more:
                self._settle(newest, now)
        return gathered.is_more

    def _settle(self, newest: chain.Link | None, now: datetime) -> None:
        """Nothing is left to link now, so what had its id a longest transaction ago need not be looked at again."""
        if newest and self._noted is None:
            self._noted = newest.event_id, now
        elif newest and self._noted and now - self._noted[1] >= LONGEST_TRANSACTION:
            self._settled = max(self._settled, self._noted[0])
            self._noted = newest.event_id, now
