"""The pulse: each beat that goes to somebody outside, with a note for the desk of whether it was heard."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from app.desk import Desk
from app.operations import observing

NOTED_EVERY = timedelta(minutes=1)  # and at once where it changes


class Pulse:
    """The beats of one dispatcher."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._was_heard: bool | None = None
        self._noted_at: datetime | None = None
        self._log = structlog.get_logger()

    def beat(self) -> None:
        """Beats once, if there is somebody to hear it. Never raises."""
        if self._desk.heartbeat is None:
            return
        is_heard, now = self._desk.heartbeat.beat(), self._desk.clock.now()
        is_news = is_heard != self._was_heard or self._noted_at is None or abs(now - self._noted_at) >= NOTED_EVERY
        if is_news:
            try:
                self._note(is_heard, now)
            except Exception as error:
                self._log.warning("beat_unnoted", fault=type(error).__name__)

    def _note(self, is_heard: bool, now: datetime) -> None:
        with self._desk.database.writing() as session:
            observing.beat(session, is_heard, now)
        self._was_heard, self._noted_at = is_heard, now
