"""The linker: the dispatcher's hand that ties new events to the record's chain, and never holds up a page."""

from __future__ import annotations

from datetime import datetime

import structlog

from app.desk import Desk
from app.operations import linking
from app.store.database import is_away


class Linker:
    """Links a batch at a time. Any number may run: one of them is quicker, and the others leave it to that one."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name
        self._log = structlog.get_logger()

    def turn(self, now: datetime) -> bool:
        """Links what there is. True: there is more. A fault is said and survived, for paging must go on.

        The head that is logged is worth keeping elsewhere: a chain that was cut off or made anew does not hold it.
        """
        try:
            with self._desk.database.reading() as session:
                gathered = linking.gather(session, self._desk.mint, now)
            if not gathered.events:
                return False
            with self._desk.database.writing() as session:
                newest = linking.append(session, gathered)
        except Exception as error:
            self._log.error("linking_failed", dispatcher=self._name, fault=type(error).__name__, away=is_away(error),
                            exc_info=not is_away(error))  # fmt: skip
            return False
        if newest:
            self._log.info("record_linked", dispatcher=self._name, links=newest.seq, head=newest.hash)
        return gathered.is_more
