"""The dispatcher: one loop that pages, watches, sends and settles whatever the database says is due."""

from __future__ import annotations

import os
import queue
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from app.asker import Asker
from app.circuit import Circuit
from app.desk import Desk
from app.domain.delivery import Refused
from app.herald import Herald
from app.linker import Linker
from app.operations import alarms, audit, chores, delivery, paging, proof, watching
from app.operations.chores import CHORES, Chore, Setting
from app.operations.delivery import Result
from app.pulse import Pulse
from app.sender import Composed, Finished, Sender
from app.store import alarms as kept_alarms
from app.store import beats, deliveries, incidents, throttles
from app.store import chores as kept_chores
from app.store.database import is_away
from app.store.deliveries import Delivery

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

POLL_SECONDS = 1.0  # the safety net: how long a lost wake-up can delay anything
CYCLE = timedelta(seconds=10)  # how often the audit is run, and the beat written
TELLING = timedelta(seconds=1)  # how often there is a look at what other systems are to be told
LISTENER_SECONDS = 2.0  # how long a listener is given to notice that it was stopped, and to hang up
AWAY_SECONDS = 1.0  # how long to leave the database alone when it cannot be used
REST_SECONDS = 0.05  # between two batches of links, for the pages that wait meanwhile
GATHER_SECONDS = 0.02  # with every sender at work, results are settled a few at a time


class Dispatcher:
    """Executes what is due. Any number may run: each claims its rows, and a claim that goes silent is taken over."""

    def __init__(self, desk: Desk, senders: int | None = None, its_chores: Mapping[str, Chore] = CHORES) -> None:
        self._desk = desk
        self._chores = its_chores
        self._senders = senders or desk.settings.dispatchers
        self._circuit = Circuit()
        self._sender = Sender(desk, self._circuit)
        self._pool = ThreadPoolExecutor(self._senders, thread_name_prefix="sender")
        self._capacity = 2 * self._senders  # so that a sender never waits for the next claim
        self._finished: queue.SimpleQueue[Finished] = queue.SimpleQueue()
        self._in_hand = 0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._next_cycle: datetime | None = None
        self._has_chores = False
        self._log = structlog.get_logger()
        self.name = f"{socket.gethostname()}:{os.getpid()}:{desk.mint.id()[:6]}"
        self._asker = Asker(desk)
        self._linker = Linker(desk, self.name)
        self._linking = ThreadPoolExecutor(1, thread_name_prefix="linker")  # beside the loop: no page waits for a hash
        self._linked: Future[None] | None = None
        self._pulse = Pulse(desk)
        self._herald = Herald(desk, self.name)
        self._telling = ThreadPoolExecutor(1, thread_name_prefix="telling")  # likewise: no page waits for a webhook
        self._told: Future[None] | None = None
        self._next_telling: datetime | None = None

    def tick(self, now: datetime) -> None:
        """One whole cycle: everything that is due at `now` is done, and the beat is written."""
        self._see_to_chores(now)
        self._work_off(now)
        self._cycle(now)
        if self._asker.has_heard():
            self._work_off(now)
        while self._linker.turn(now):
            pass
        self._herald.tell()

    def _work_off(self, now: datetime) -> None:
        while self._turn(now) or self._in_hand or self._asker.has_heard():
            if self._in_hand:
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()

    def run(self) -> None:
        """Works until `stop`, and then finishes what is in hand."""
        self._desk.database.on_work(self._wake.set)
        listener = threading.Thread(target=self._listen, name="listener", daemon=True)
        listener.start()
        self._log.info("dispatcher_started", dispatcher=self.name, senders=self._senders)
        while not self._stopping.is_set() or self._in_hand:
            self._wake.clear()
            self._attend(self._work)
        self.close()
        listener.join(LISTENER_SECONDS)
        self._log.info("dispatcher_stopped", dispatcher=self.name)

    def stop(self) -> None:
        """Takes on nothing more. Safe in a signal's handler."""
        self._stopping.set()
        self._wake.set()

    def close(self) -> None:
        """Gives the threads back."""
        self._herald.stop()
        self._pool.shutdown()
        self._asker.close()
        self._linking.shutdown()
        self._telling.shutdown()
        self._herald.close()

    # -- the loop

    def _work(self) -> None:
        now = self._desk.clock.now()
        worked = self._turn(now)
        if self._next_cycle is None or now >= self._next_cycle:
            self._next_cycle = now + CYCLE
            self._see_to_chores(now)
            self._cycle(now)
            if self._linked is None or self._linked.done():
                self._linked = self._linking.submit(self._link)
        if (self._told is None or self._told.done()) and (self._next_telling is None or now >= self._next_telling):
            self._next_telling = now + TELLING
            self._told = self._telling.submit(self._herald.tell)
        if not worked:
            self._wake.wait(self._wait(now))

    def _link(self) -> None:
        """Links all that there is, a batch at a time with a rest between, unless the dispatcher is to stop."""
        while self._linker.turn(self._desk.clock.now()) and not self._stopping.wait(REST_SECONDS):
            pass

    def _attend(self, work: Callable[[], None]) -> None:
        """Nothing may end the loop: a database that is away is waited for, and anything else is said and survived."""
        try:
            work()
        except Exception as error:
            self._log.error("dispatcher_fault", dispatcher=self.name, fault=type(error).__name__, away=is_away(error),
                            exc_info=not is_away(error))  # fmt: skip
            self._stopping.wait(AWAY_SECONDS)

    def _wait(self, now: datetime) -> float:
        """Seconds until something is due that could be done. Whatever finishes, or is committed, ends the wait."""
        if self._stopping.is_set():
            return POLL_SECONDS
        has_room = self._in_hand < self._capacity
        with self._desk.database.reading() as session:
            to_send = deliveries.next_due(session) if has_room else None
            instants = (incidents.next_due(session), to_send, self._next_cycle)
        soonest = min(instant for instant in instants if instant)
        return min(max((soonest - now).total_seconds(), 0.001), POLL_SECONDS)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            self._attend(lambda: self._desk.database.listen(self._wake.set, self._stopping.is_set))

    # -- one turn

    def _turn(self, now: datetime) -> bool:
        """Settles what has finished, pages and watches, and hands out what is due. False: nothing was done."""
        if self._in_hand >= self._senders and self._finished.qsize() < self._senders // 4:
            self._stopping.wait(GATHER_SECONDS)
        results = self._drain()
        stopping = self._stopping.is_set()
        free = 0 if stopping else self._capacity - self._in_hand + len(results)
        to_send = False
        if results:
            due = self._exchange(results, free, now)
        else:
            with self._desk.database.reading() as session:
                due = incidents.next_due(session)
                to_send = free > 0 and deliveries.any_due(session, now)
        to_look = due is not None and due <= now and not stopping
        if to_look:
            self._look(now)
        if not results and (to_look or to_send):
            self._exchange((), free, now)
        return bool(results or to_look or to_send)

    def _drain(self) -> list[Finished]:
        results = []
        while not self._finished.empty():
            results.append(self._finished.get())
        return results

    def _look(self, now: datetime) -> None:
        with self._desk.database.writing() as session:
            paging.take_turns(session, now, self._desk.mint)
        with self._desk.database.writing() as session:
            watching.look(session, now, self._desk.mint)
            questions = proof.look(session, now, self._desk.mint)
        self._asker.ask(questions)

    def _exchange(self, results: Sequence[Finished], free: int, now: datetime) -> datetime | None:
        """Settles results and claims new messages in one transaction; then the senders have them.

        Returns the earliest instant at which an incident wants something done.
        """
        try:
            with self._desk.database.writing() as session:
                session.connection()  # begins: what was reported after it was told to stop is not seen, or not claimed
                self._settle(session, results)
                claimed = delivery.claim(session, free, now) if free > 0 and not self._stopping.is_set() else ()
                due = incidents.next_due(session)
        except Exception as error:
            if not is_away(error) and len(results) > 1:
                for result in results:  # one of them is broken, and must not hold up the others
                    self._exchange([result], 0, now)
                return None
            self._keep(results, error)
            raise
        self._in_hand -= len(results)
        self._hand_out(claimed, now)
        return due

    def _settle(self, session: Session, results: Sequence[Finished]) -> None:
        delivery.drop(session, [result for result in results if not isinstance(result, Result)])
        settled = [result for result in results if isinstance(result, Result)]
        if settled:
            delivery.settle(session, settled, self._desk.ways, self._desk.mint, self._circuit.kinds)
        for result in settled:
            if isinstance(result.outcome, Refused) and result.outcome.for_all:
                self._circuit.noticed(result.provider, result.at)

    def _keep(self, results: Sequence[Finished], error: Exception) -> None:
        """What could not be settled is tried again when the database is back: a forgotten send is sent twice."""
        if is_away(error):
            for result in results:
                self._finished.put(result)
        else:  # nothing will ever settle it: its lease runs out, and it is sent again
            self._in_hand -= len(results)

    def _hand_out(self, claimed: Sequence[Delivery], now: datetime) -> None:
        self._in_hand += len(claimed)
        for one in self._sender.compose(claimed, now) if claimed else ():
            if isinstance(one, Composed):
                self._pool.submit(self._send, one)
            else:
                self._finish(one)

    def _send(self, composed: Composed) -> None:
        self._finish(self._sender.send(composed))

    def _finish(self, finished: Finished) -> None:
        self._finished.put(finished)
        self._wake.set()

    # -- the cycle's end

    def _see_to_chores(self, now: datetime) -> None:
        """Does each chore that is due in a transaction of its own. One that fails is said, and tried again later."""
        database = self._desk.database
        if not self._has_chores:
            with database.writing() as session:
                kept_chores.expect(session, self._chores, now)
            self._has_chores = True
        with database.reading() as session:
            due = [name for name in kept_chores.due(session, now) if name in self._chores]
        for name in due:
            try:
                with database.writing() as session:
                    setting = Setting(rules=self._desk.rules, mint=self._desk.mint, now=now)
                    chores.do(session, name, self._chores[name], setting)
            except Exception as error:
                if is_away(error):
                    raise
                self._log.error("chore_failed", dispatcher=self.name, chore=name, exc_info=True)
                with database.writing() as session:
                    chores.put_off(session, name, now)

    def _cycle(self, now: datetime) -> None:
        """Audits every open incident, writes the beat, and lets the world outside know only if all is well."""
        with self._desk.database.writing() as session:
            fault = audit.fault(session, now, self._chores)
            beats.write(session, self.name, now, fault)
            throttles.sweep(session, now)
            alarms.fade(session, now)
            self._circuit.refresh(kept_alarms.standing(session))
        self._asker.ask_for_balance(now)
        if fault:
            self._log.error("audit_failed", dispatcher=self.name, fault=fault)
        elif self._desk.heartbeat:
            self._pool.submit(self._pulse.beat)
