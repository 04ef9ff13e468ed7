"""What is refused at the providers' doors: counted for the desk, for it may be our own secret that is wrong."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import NoReturn

import structlog
from flask import abort, current_app, request

from app.operations import observing
from app.web.room import desk, now

APART = timedelta(seconds=10)  # between two notes of one provider: strangers may knock as often as they like


class Refusals:
    """How many of each provider are not noted yet, and when the next note may be."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._next: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def take(self, provider: str, at: datetime) -> int:
        """Counts one more; returns how many are to be noted now, which mostly is none."""
        with self._lock:
            self._counts[provider] += 1
            if provider in self._next and at < self._next[provider] <= at + APART:
                return 0
            self._next[provider] = at + APART
            return self._counts.pop(provider)


def refuse(provider: str) -> NoReturn:
    """Lets nobody in, and says so in the log and at the desk."""
    log = structlog.get_logger()
    log.warning("webhook_refused", provider=provider, route=str(request.url_rule))
    kept: Refusals = current_app.extensions["refusals"]
    if many := kept.take(provider, now()):
        try:
            with desk().database.writing() as db:
                observing.knocked(db, provider, many, now())
        except Exception as error:
            log.warning("refusal_unnoted", provider=provider, fault=type(error).__name__)
    abort(403)
