"""What customers are told of maintenance: what runs, and what comes in the next seven days.

The windows are kept in memory for a few seconds: the public pages must not all wait for a database that is away, and a
window that nobody can look up is no reason not to show the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.domain.maintenance import KINDS, Standing, Window, worked_on
from app.store import maintenance
from app.store.database import Database
from app.web.room import desk, now

log = structlog.get_logger()

AHEAD = timedelta(days=7)
FRESH = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A window in the customer's words."""

    window: Window
    note: str

    @property
    def kind(self) -> str:
        """ "Planned maintenance"."""
        return KINDS[self.window.kind].capitalize()

    @property
    def services(self) -> str:
        """The names of what is worked on."""
        return worked_on(self.window, desk().policy)


class Notices:
    """The windows as they were read last, by any request of this process."""

    def __init__(self) -> None:
        self._read_at: datetime | None = None
        self._kept: tuple[Notice, ...] = ()

    def known(self, database: Database, at: datetime) -> tuple[Notice, ...]:
        """What runs or comes, read again if that was a while ago. Where it cannot be read it stays as it was."""
        if self._read_at is None or not timedelta(0) <= at - self._read_at < FRESH:
            self._read_at = at  # first, so that nobody else waits for the same answer
            try:
                with database.reading() as db:
                    rows = maintenance.touching(db, at, at + AHEAD)
                    self._kept = tuple(Notice(window=row.window, note=row.note) for row in rows)
            except (SQLAlchemyError, TimeoutError) as error:
                log.warning("maintenance_unread", fault=type(error).__name__)
        return self._kept


def notices() -> dict[str, Any]:
    """For a page: the notices that are `running`, and those `coming`."""
    return {"running": _standing("running"), "coming": _standing("coming")}


def under_way() -> dict[str, Notice]:
    """By slug, each service that is worked on just now."""
    return {
        service.slug: notice
        for notice in _standing("running")
        for service in desk().policy.services
        if notice.window.concerns(service.slug)
    }


def _standing(standing: Standing) -> list[Notice]:
    kept: Notices = current_app.extensions["maintenance"]
    at = now()
    return [notice for notice in kept.known(desk().database, at) if notice.window.standing(at) == standing]
