"""The direct pager: while the database is away, it tells those who were on call when it was last there."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from app.desk import Desk
from app.domain import direct_page, escalation
from app.domain.delivery import Medium
from app.domain.direct_page import Caught
from app.operations import spooled
from app.operations.silence import Told
from app.ringer import Ringer
from app.store.reach import Person, Roll

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

AGAIN = timedelta(minutes=15)  # the most often that reports ring people past the outbox
MOST_UNTOLD = 1_000


class DirectPager:
    """Works with one desk's channels. However many reports come, a machine's processes ring once, and then at times."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ringer = Ringer(desk, "direct_page", AGAIN)
        self._people: Sequence[Person] = ()
        self._lock = threading.Lock()
        self._untold: list[Caught] = []
        self._unkept: list[tuple[list[Told], list[str]]] = []
        self._told_at: datetime | None = None
        self._ringing: threading.Thread | None = None
        self._log = structlog.get_logger()

    def learn(self, session: Session, now: datetime) -> None:
        """Remembers who is on call in any layer; everybody, where nobody is."""
        roll = Roll(session, now)
        on_call = {one.id: one for layer in self._desk.policy.layers for one in roll.of(layer.slug)}
        self._people = list(on_call.values()) or roll.of(escalation.EVERYONE)

    def tell(self, caught: Caught) -> bool:
        """Sees to it that somebody hears of the report, without waiting for them. False: nobody is known to tell."""
        if not any(self._desk.channels.get(Medium(way.medium)) for one in self._people for way in one.ways):
            self._log.error("direct_page_reaches_nobody", fault="nobody known")
            return False
        with self._lock:
            if len(self._untold) < MOST_UNTOLD:
                self._untold.append(caught)
        self.look()
        return True

    def look(self) -> None:
        """Rings, on a thread of its own, if anybody is to hear of anything now."""
        with self._lock:
            is_busy = self._ringing is not None and self._ringing.is_alive()
            if is_busy or not self._still_untold() or not self._takes_turn(self._desk.clock.now()):
                return
            caught, self._untold = self._untold, []
            self._ringing = threading.Thread(target=self._ring, args=(caught,), name="direct pager", daemon=True)
            self._ringing.start()

    def rings_no_more(self) -> None:
        """Waits until whoever is being rung has been."""
        if self._ringing:
            self._ringing.join()

    def entered(self, intents: Sequence[str]) -> None:
        """These are paged in the usual way now: nobody need hear of them past the outbox any more."""
        with self._lock:
            self._untold = [one for one in self._untold if one.intent not in intents]

    def note(self, session: Session, now: datetime) -> int:
        """Writes down who was told; returns how much of it, to be forgotten once it is committed."""
        told = list(self._unkept)
        for who, intents in told:
            spooled.note_told(session, who, intents, self._desk.policy.hours.local, now)
        return len(told)

    def forget(self, noted: int) -> None:
        """So much of it is written down."""
        del self._unkept[:noted]

    @property
    def has_told(self) -> bool:
        """Whether somebody was told, and it is not written down."""
        return bool(self._unkept)

    def _still_untold(self) -> bool:
        """Leaves out what another process has entered meanwhile; whether anything is left."""
        if self._untold:
            waiting = self._desk.spool.waiting()
            self._untold = [one for one in self._untold if not one.is_kept or spooled.of_intent(waiting, one.intent)]
        return bool(self._untold)

    def _takes_turn(self, now: datetime) -> bool:
        """One process of a machine tells; where the spool cannot say which, each does."""
        if self._told_at and timedelta() <= now - self._told_at < AGAIN:
            return False
        try:
            is_ours = self._desk.spool.takes_turn(now, AGAIN)
        except OSError:
            is_ours = True
        if is_ours:
            self._told_at = now
        return is_ours

    def _ring(self, caught: Sequence[Caught]) -> None:
        told = [one for person in self._people for one in self._reach(person, caught)]
        if told:
            self._unkept.append((told, [one.intent for one in caught]))
            return
        self._log.error("direct_page_reaches_nobody", fault="no provider took it")
        self._told_at = None
        try:
            self._desk.spool.gives_turn_back()
        except OSError as error:
            self._log.error("spool_fault", fault=type(error).__name__)
        with self._lock:
            self._untold[:0] = caught

    def _reach(self, person: Person, caught: Sequence[Caught]) -> list[Told]:
        """By a text, and by a mail that says it all; by a call, where no provider takes a text."""
        words = direct_page.words(caught, self._desk.policy, person.first_name)
        text = self._ringer.by(person, Medium.SMS, words.text)
        mail = self._ringer.by(person, Medium.MAIL, words.mail, words.subject)
        call = None if text else self._ringer.by(person, Medium.VOICE, words.call)
        return [one for one in (text, mail, call) if one]
