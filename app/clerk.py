"""The clerk: in each web process, it enters the reports that were kept in files, as soon as the database is back."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.desk import Desk
from app.direct import DirectPager
from app.operations import spooled
from app.operations.spooled import Spooled, Unreadable
from app.store.database import is_away

EVERY = timedelta(seconds=10)
LEARNS_EVERY = timedelta(minutes=1)
TRIES = 5  # at a report, or a reference, that was written elsewhere in the same instant

T = TypeVar("T")


class Clerk:
    """Works with one desk and its spool. Any number may run: a report that is known already is not entered again."""

    def __init__(self, desk: Desk, direct: DirectPager) -> None:
        self._desk = desk
        self._direct = direct
        self._machine = socket.gethostname()
        self._process: int | None = None
        self._learn_at: timedelta | None = None
        self._has_alarmed: bool | None = None
        self._log = structlog.get_logger()

    def start(self) -> None:
        """Works from now on, on a thread of this very process. Doing it again does nothing, but after a fork."""
        if self._process != os.getpid():
            self._process = os.getpid()
            threading.Thread(target=self._run, name="clerk", daemon=True).start()

    def turn(self) -> None:
        """One look: enters what waits, learns who is on call, and sees to it that they hear of what cannot enter."""
        self._direct.look()
        try:
            self._enter_all()
            self._see_to_the_rest(self._desk.clock.now(), self._desk.clock.steady())
        except Exception as error:
            self._log.error("clerk_fault", fault=type(error).__name__, away=is_away(error),
                            exc_info=not is_away(error))  # fmt: skip

    def enter(self, intent: str) -> None:
        """Enters what waits of one form, before the form itself is kept: the first of them is the report."""
        for name in spooled.of_intent(self._desk.spool.waiting(), intent):
            try:
                self._see_to(name)
            except OSError as error:
                if is_away(error):
                    raise
                self._log.error("spool_fault", fault=type(error).__name__)

    def _enter_all(self) -> None:
        """The oldest first: of many reports of one outage it is the one that pages."""
        found = {name: self._read(name) for name in self._desk.spool.waiting()}
        waiting = {name: one for name, one in found.items() if isinstance(one, Spooled)}
        for name in sorted(waiting, key=lambda name: waiting[name].received_at):
            self._see_to(name)
        for name, one in found.items():
            if isinstance(one, Unreadable):
                self._set_aside(name, one)

    def _read(self, name: str) -> Spooled | Unreadable | None:
        """None where another process has just seen to it."""
        try:
            content = self._desk.spool.read(name)
            return spooled.read(content) if content is not None else None
        except Unreadable as fault:
            return fault
        except OSError as error:
            return Unreadable(type(error).__name__)

    def _see_to(self, name: str) -> None:
        """Enters one, and only then removes its file: whoever is killed between does the first again, to no effect."""
        one = self._read(name)
        if isinstance(one, Spooled):
            try:
                self._enter(one)
            except Exception as error:
                if is_away(error):
                    raise
                self._set_aside(name, error)
                return
            self._desk.spool.remove(name)
            self._direct.entered([one.new.intent])
            self._log.info("spooled_report_entered")
        elif one:
            self._set_aside(name, one)

    def _enter(self, one: Spooled) -> None:
        enter = partial(spooled.enter, spooled=one, rules=self._desk.rules, mint=self._desk.mint)
        for _ in range(TRIES - 1):
            try:
                self._write(lambda session, now: enter(session, now=now))
                return
            except IntegrityError:
                continue
        self._write(lambda session, now: enter(session, now=now))

    def _set_aside(self, name: str, fault: Exception) -> None:
        """First the alarm, then the file's move: in between nothing is lost but a second alarm."""
        self._log.error("spooled_report_set_aside", fault=type(fault).__name__)
        mint = self._desk.mint
        self._write(lambda session, now: spooled.cannot_be_read(session, self._machine, now, mint))
        self._has_alarmed = True
        self._desk.spool.set_aside(name)

    def _see_to_the_rest(self, now: datetime, steady: timedelta) -> None:
        if self._direct.has_told:
            self._direct.forget(self._write(self._direct.note))
        if self._has_alarmed is not False and not self._desk.spool.set_apart():
            self._write(lambda session, at: spooled.all_can_be_read(session, self._machine, at))
            self._has_alarmed = False
        if self._learn_at is None or steady >= self._learn_at:
            with self._desk.database.reading() as session:
                self._direct.learn(session, now)
            self._learn_at = steady + LEARNS_EVERY

    def _write(self, act: Callable[[Session, datetime], T]) -> T:
        with self._desk.database.writing() as session:
            return act(session, self._desk.clock.now())

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            self.turn()
            pause.wait(EVERY.total_seconds())
