"""The watchdog: in each web process, it looks whether paging is alive, and rings the managers itself when it is not."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from app.bell import Bell
from app.desk import Desk
from app.domain.self_alarm import ALONE, LEASE, SILENT
from app.operations import silence
from app.operations.silence import Told
from app.store import alarms, beats
from app.store.database import is_away

EVERY = timedelta(seconds=10)
LEARNS_EVERY = timedelta(minutes=1)
STARTING = timedelta(minutes=1)  # what a dispatcher that is started with us is given
WELL = timedelta(minutes=1)  # the longest since a sign of life after which all is clear
PATIENCE = 5.0  # seconds for a database that may be gone without saying so
NOTHING = timedelta()

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What the database shows: each dispatcher's last beat with its fault, and whether the alarm stands."""

    beats: Mapping[str, tuple[datetime, str]]
    alarm_since: datetime | None


class Watchdog:
    """Works with one desk. It goes by signs of life that are new, and by a clock that nobody sets."""

    def __init__(self, desk: Desk, patience: float = PATIENCE) -> None:
        self._desk = desk
        self._patience = patience
        self._bell = Bell(desk)
        self._log = structlog.get_logger()
        self._process: int | None = None
        self._asking: threading.Thread | None = None
        self._known: Mapping[str, tuple[datetime, str]] | None = None
        self._heard: timedelta | None = None
        self._fails_checks = False
        self._learn_at: timedelta | None = None
        self._told_at: timedelta | None = None
        self._since: datetime | None = None
        self._unkept: list[Told] = []

    def start(self) -> None:
        """Watches from now on, on a thread of this very process. Doing it again does nothing, but after a fork."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._log.info("watchdog_started")
            threading.Thread(target=self._run, name="watchdog", daemon=True).start()

    def look(self) -> None:
        """One look: the alarm where paging has been silent for too long, the all-clear where it is not any more."""
        now, steady = self._desk.clock.now(), self._desk.clock.steady()
        seen = self._ask(lambda: self._read(now, steady))
        if seen:
            self._hear(seen.beats, now, steady)
        if self._heard is None:
            self._heard = steady
        lasts = steady - self._heard
        if lasts >= SILENT:
            self._sound(seen, now, steady, lasts)
        elif seen and lasts < WELL:
            if seen.alarm_since or self._told_at is not None:
                self._all_clear(seen.alarm_since or self._since or now, now)
            else:
                self._since = None

    # -- what is seen

    def _read(self, now: datetime, steady: timedelta) -> _Seen:
        with self._desk.database.reading() as session:
            if self._learn_at is None or steady >= self._learn_at:
                self._bell.learn(session, now)
                self._learn_at = steady + LEARNS_EVERY
            found = {beat.dispatcher: (beat.at, beat.fault) for beat in beats.every(session)}
            since = next((one.since for one in alarms.standing(session) if one.kind == silence.KIND), None)
        return _Seen(beats=found, alarm_since=since)

    def _hear(self, found: Mapping[str, tuple[datetime, str]], now: datetime, steady: timedelta) -> None:
        """A beat that was not there before, of a dispatcher that is well, is a sign of life of its own instant."""
        is_first = self._known is None
        new = {name: beat for name, beat in found.items() if (self._known or {}).get(name) != beat}
        well = [at for at, fault in new.values() if not fault]
        if well:
            oldest = SILENT - STARTING if is_first else EVERY
            self._heard = steady - min(max(now - max(well), NOTHING), oldest)
        if new:
            self._fails_checks = not well
        self._known = found

    def _ask(self, question: Callable[[], T]) -> T | None:
        """The database's answer; None where it has none, or none in time. One question waits at a time."""
        if self._asking and self._asking.is_alive():
            return None
        answers: list[T] = []

        def ask() -> None:
            try:
                answers.append(question())
            except Exception as error:
                self._log.error("watchdog_fault", fault=type(error).__name__, away=is_away(error),
                                exc_info=not is_away(error))  # fmt: skip

        self._asking = threading.Thread(target=ask, name="watchdog's question", daemon=True)
        self._asking.start()
        self._asking.join(self._patience)
        return answers[0] if answers else None

    # -- what is said

    def _sound(self, seen: _Seen | None, now: datetime, steady: timedelta, lasts: timedelta) -> None:
        """The one that the database lets tells the managers; where it can let nobody, each process does, less often."""
        since = self._since = self._since or now - lasts
        self._keep(since, now)
        is_ours = self._ask(lambda: self._claim(since, now)) if seen and not self._unkept else None
        if is_ours is None:
            is_ours = self._told_at is None or steady >= self._told_at + ALONE
        if not is_ours:
            return
        told = self._bell.alarm(lasts, fails_checks=bool(seen and self._fails_checks))
        self._told_at = steady if told else steady - ALONE + LEASE
        self._unkept += told
        if seen:
            self._keep(since, now)

    def _claim(self, since: datetime, now: datetime) -> bool:
        with self._desk.database.writing() as session:
            return silence.claim(session, since, now)

    def _keep(self, since: datetime, now: datetime) -> None:
        told = list(self._unkept)

        def keep() -> bool:
            with self._desk.database.writing() as session:
                silence.note(session, since, told, self._desk.mint, now)
            return True

        is_kept = self._ask(keep) if told else None
        if is_kept:
            del self._unkept[: len(told)]

    def _all_clear(self, since: datetime, now: datetime) -> None:
        told = list(self._unkept)

        def end() -> bool:
            with self._desk.database.writing() as session:
                return silence.over(session, since, told, self._desk.mint, now)

        is_ours = self._ask(end)
        if is_ours is None:
            return
        self._told_at = self._since = None
        self._unkept.clear()
        if is_ours:
            said = self._bell.over(now - since)
            self._ask(lambda: self._said(said))

    def _said(self, told: list[Told]) -> None:
        with self._desk.database.writing() as session:
            silence.said_over(session, told, self._desk.mint)

    # -- the thread

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            try:
                self.look()
            except Exception as error:
                self._log.error("watchdog_fault", fault=type(error).__name__, exc_info=True)
            pause.wait(self._wait().total_seconds())

    def _wait(self) -> timedelta:
        """Until the next look: no longer than until it would be an alarm."""
        left = SILENT - (self._desk.clock.steady() - self._heard) if self._heard is not None else EVERY
        return min(EVERY, left) if left > NOTHING else EVERY
