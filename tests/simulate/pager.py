"""The dispatcher in a simulated night: the real one, whose sends begin and come back at instants of the agenda."""

from __future__ import annotations

import random  # noqa: TID251
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.desk import Desk
from app.dispatcher import Dispatcher
from app.domain.delivery import State
from app.operations.delivery import Result
from app.sender import Composed
from app.store.chores import Chore
from app.store.deliveries import Delivery
from app.store.incidents import Incident
from tests.simulate.agenda import Agenda

CYCLE = timedelta(minutes=5)  # each 10 seconds would be the most of a simulated night
SENDERS = 64  # so that no send waits for another, but for those that chance lets wait
SLOWEST = timedelta(seconds=14)  # the channels' time-outs
Holds = Callable[[Composed], None]

_I, _D, _C = Incident.__table__.c, Delivery.__table__.c, Chore.__table__.c


def _earliest(column: Any, *where: Any) -> Any:
    return select(func.min(column)).where(*where).scalar_subquery()


_WANTS = select(
    _earliest(_I.next_page_at),
    _earliest(_I.next_watch_at),
    _earliest(_D.due_at, _D.state == State.PENDING),
    _earliest(_D.leased_until, _D.state == State.SENDING),
    _earliest(_C.due_at),
)


class Pager(Dispatcher):
    """Works when it is told to, on one thread. Killed, it forgets what it had in hand, and whatever comes back."""

    def __init__(self, desk: Desk, agenda: Agenda, chance: random.Random, holds: Holds) -> None:
        super().__init__(desk, senders=SENDERS)
        self._pool.shutdown()
        self._pool = self  # type: ignore[assignment]
        self._agenda, self._chance, self._holds = agenda, chance, holds
        self.is_dead = False

    def submit(self, send: Callable[[Composed], None], composed: Composed) -> None:
        """Lets a send begin, mostly at once: some wait for their turn, as behind a slow provider."""
        wait = timedelta(0) if self._chance.random() < 0.9 else timedelta(seconds=self._chance.uniform(0.05, 6))
        self._agenda.after(wait, lambda: None if self.is_dead else send(composed))

    def shutdown(self) -> None:
        """There are no threads."""

    @property
    def has_results(self) -> bool:
        """Whether sends have come back that are not settled."""
        return not self._finished.empty()

    def work(self) -> None:
        """Everything that is due now, as the loop does it, though its cycle comes less often."""
        now = self._desk.clock.now()
        while self._turn(now):
            pass
        if self._next_cycle is None or now >= self._next_cycle or self._next_cycle - now > CYCLE:
            self.completes_cycle(now)

    def completes_cycle(self, now: datetime) -> None:
        """The audit, the beat, the chores and the chain."""
        self._next_cycle = now + CYCLE
        self._cycle(now)
        self._see_to_chores(now)
        self._link()

    def wants(self) -> Any:
        """When something is due next, by the portal's clock."""
        with self._desk.database.reading() as session:
            row = session.connection().execute(_WANTS).one()
        return min((instant for instant in row if instant), default=None)

    def _send(self, composed: Composed) -> None:
        self._holds(composed)
        finished = self._sender.send(composed)
        self._agenda.after(self._latency(), lambda: self._comes_back(finished))

    def _comes_back(self, finished: Any) -> None:
        if self.is_dead:
            return
        if isinstance(finished, Result):
            finished = replace(finished, at=max(finished.at, self._desk.clock.now()))
        self._finish(finished)

    def _latency(self) -> timedelta:
        """Mostly a part of a second, now and then very long."""
        return min(timedelta(seconds=self._chance.lognormvariate(-1.2, 1.0)), SLOWEST)
