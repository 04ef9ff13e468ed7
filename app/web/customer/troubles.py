"""What customers are told of known troubles: kept in memory for a few seconds, like maintenance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.domain.status import Trouble
from app.store import troubles
from app.store.database import Database
from app.web.room import desk, now

log = structlog.get_logger()

FRESH = timedelta(seconds=5)
SHOWN_FOR = timedelta(days=30)


class Troubles:
    """The troubles as they were read last, by any request of this process."""

    def __init__(self) -> None:
        self._read_at: datetime | None = None
        self._kept: Sequence[Trouble] = ()

    def known(self, database: Database, at: datetime) -> Sequence[Trouble]:
        """What is published, read again if that was a while ago. Where it cannot be read it stays as it was."""
        if self._read_at is None or not timedelta(0) <= at - self._read_at < FRESH:
            self._read_at = at  # first, so that nobody else waits for the same answer
            try:
                with database.reading() as db:
                    self._kept = troubles.published(db, at - SHOWN_FOR)
            except (SQLAlchemyError, TimeoutError) as error:
                log.warning("troubles_unread", fault=type(error).__name__)
        return self._kept


def published() -> Sequence[Trouble]:
    """Every trouble that everybody may read of: open, or over for less than thirty days."""
    kept: Troubles = current_app.extensions["troubles"]
    return kept.known(desk().database, now())


def known() -> dict[str, Any]:
    """For a page: the troubles that go on."""
    return {"troubles": [trouble for trouble in published() if trouble.is_open]}
