"""The dispatcher in a simulated night: the real one, whose sends begin and come back at instants of the agenda."""

from __future__ import annotations

import random  # noqa: TID251
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.desk import Desk
from app.dispatcher import Dispatcher
from app.operations.delivery import Result
from app.sender import Composed
from tests.simulate.agenda import Agenda
from tests.simulate.reading import Reading

CYCLE = timedelta(minutes=5)  # each 10 seconds would be the most of a simulated night
SENDERS = 64  # so that no send waits for another, but for those that chance lets wait
SLOWEST = timedelta(seconds=14)  # the channels' time-outs
Holds = Callable[[Composed], None]

# Each by its own index, as the dispatcher asks it.
_WANTS = """SELECT
    (SELECT min(next_page_at) FROM incidents WHERE next_page_at IS NOT NULL) AS page_at,
    (SELECT min(next_watch_at) FROM incidents WHERE next_watch_at IS NOT NULL) AS watch_at,
    (SELECT min(next_proof_at) FROM deliveries WHERE next_proof_at IS NOT NULL) AS proof_at,
    (SELECT min(due_at) FROM deliveries WHERE state = 'pending') AS message_at,
    (SELECT min(leased_until) FROM deliveries WHERE state = 'sending') AS lease_at,
    (SELECT min(due_at) FROM chores) AS chore_at"""


class Later:
    """A hand of the dispatcher's that works beside it: what it is given comes after a while."""

    def __init__(self, agenda: Agenda, wait: Callable[[], timedelta]) -> None:
        self._agenda, self._wait = agenda, wait
        self.is_dead = False

    def submit(self, act: Callable[..., None], *given: Any) -> Future[None]:
        """Nobody waits for it."""
        self._agenda.after(self._wait(), lambda: None if self.is_dead else act(*given))
        done: Future[None] = Future()
        done.set_result(None)
        return done


class Pager(Dispatcher):
    """Works when it is told to, on one thread. Killed, it forgets what it had in hand, and whatever comes back."""

    def __init__(self, desk: Desk, reading: Reading, agenda: Agenda, chance: random.Random, holds: Holds) -> None:
        super().__init__(desk, senders=SENDERS)
        for pool in (self._pool, self._asker._pool, self._linking):
            pool.shutdown()
        self._pool = self  # type: ignore[assignment]
        self._asker._pool = self._questions = Later(agenda, self._latency)  # type: ignore[assignment]
        self._reading = reading
        self._agenda, self._chance, self._holds = agenda, chance, holds
        self.is_dead = False

    def submit(self, send: Callable[[Composed], None], composed: Composed) -> None:
        """Lets a send begin, mostly at once: some wait for their turn, as behind a slow provider."""
        wait = timedelta(0) if self._chance.random() < 0.9 else timedelta(seconds=self._chance.uniform(0.05, 6))
        self._agenda.after(wait, lambda: None if self.is_dead else send(composed))

    def dies(self) -> None:
        """The process is gone, with all that it had in hand."""
        self.is_dead = self._questions.is_dead = True

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
        """The chores, the audit, the beat and the chain, in the loop's own order."""
        self._next_cycle = now + CYCLE
        self._see_to_chores(now)
        self._cycle(now)
        self._link()

    def wants(self) -> Any:
        """When something is due next, by the portal's clock."""
        return min((instant for instant in self._reading.rows(_WANTS)[0] if instant), default=None)

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
