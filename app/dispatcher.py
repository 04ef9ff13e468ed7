"""The dispatcher: one loop that pages, watches, sends and settles whatever the database says is due."""

from __future__ import annotations

import os
import queue
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from app.channels import Channel
from app.desk import Desk
from app.domain.delivery import Medium, Message, Outcome, Refused, State, Unavailable
from app.operations import audit, delivery, paging, watching
from app.operations.delivery import Result
from app.store import beats, deliveries, incidents, throttles
from app.store.database import is_away
from app.store.deliveries import Delivery

POLL_SECONDS = 1.0  # the safety net: how long a lost wake-up can delay anything
CYCLE = timedelta(seconds=10)  # how often the audit is run, and the beat written
AWAY_SECONDS = 1.0  # how long to leave the database alone when it cannot be used


class Dispatcher:
    """Executes what is due. Any number may run: each claims its rows, and a claim that goes silent is taken over."""

    def __init__(self, desk: Desk, senders: int | None = None) -> None:
        self._desk = desk
        self._senders = senders or desk.settings.dispatchers
        self._pool = ThreadPoolExecutor(self._senders, thread_name_prefix="sender")
        self._finished: queue.SimpleQueue[Result | tuple[Delivery, State]] = queue.SimpleQueue()
        self._in_hand = 0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._next_cycle: datetime | None = None
        self._log = structlog.get_logger()
        self.name = f"{socket.gethostname()}:{os.getpid()}:{desk.mint.id()[:6]}"

    def tick(self, now: datetime) -> None:
        """One whole cycle: everything that is due at `now` is done, and the beat is written."""
        while self._turn(now) or self._in_hand:
            if self._in_hand:
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
        self._cycle(now)

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
        self._log.info("dispatcher_stopped", dispatcher=self.name)

    def stop(self) -> None:
        """Takes on nothing more. Safe in a signal's handler."""
        self._stopping.set()
        self._wake.set()

    def close(self) -> None:
        """Gives the senders' threads back."""
        self._pool.shutdown()

    # -- the loop

    def _work(self) -> None:
        now = self._desk.clock.now()
        worked = self._turn(now)
        if self._next_cycle is None or now >= self._next_cycle:
            self._next_cycle = now + CYCLE
            self._cycle(now)
        if not worked:
            self._wake.wait(self._wait(now))

    def _attend(self, work: Callable[[], None]) -> None:
        """Nothing may end the loop: a database that is away is waited for, and anything else is said and survived."""
        try:
            work()
        except Exception as error:
            self._log.error("dispatcher_fault", dispatcher=self.name, fault=type(error).__name__, away=is_away(error),
                            exc_info=not is_away(error))  # fmt: skip
            self._stopping.wait(AWAY_SECONDS)

    def _wait(self, now: datetime) -> float:
        with self._desk.database.reading() as session:
            instants = (incidents.next_due(session), deliveries.next_due(session), self._next_cycle)
        soonest = min(instant for instant in instants if instant)
        return min(max((soonest - now).total_seconds(), 0.001), POLL_SECONDS)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            self._attend(lambda: self._desk.database.listen(self._wake.set, self._stopping.is_set))

    # -- one turn

    def _turn(self, now: datetime) -> bool:
        """Settles what has finished, pages and watches, and hands out what is due. False: nothing was done."""
        settled = self._settle()
        if self._stopping.is_set():
            return settled
        with self._desk.database.reading() as session:
            due = incidents.next_due(session)
            to_look = due is not None and due <= now
            free = self._senders - self._in_hand
            to_send = free > 0 and deliveries.any_due(session, now)
        if to_look:
            self._look(now)
        if to_look or to_send:
            self._hand_out(free, now)
        return settled or to_look or to_send

    def _look(self, now: datetime) -> None:
        with self._desk.database.writing() as session:
            paging.take_turns(session, now, self._desk.mint)
        with self._desk.database.writing() as session:
            watching.look(session, now, self._desk.mint)

    def _hand_out(self, free: int, now: datetime) -> None:
        with self._desk.database.writing() as session:
            claimed = delivery.claim(session, free, now)
        for row in claimed:
            self._in_hand += 1
            self._pool.submit(self._send, row, now)

    def _settle(self) -> bool:
        results: list[Result] = []
        dropped: list[tuple[Delivery, State]] = []
        while not self._finished.empty():
            finished = self._finished.get()
            if isinstance(finished, Result):
                results.append(finished)
            else:
                dropped.append(finished)
        if not results and not dropped:
            return False
        try:
            with self._desk.database.writing() as session:
                delivery.drop(session, dropped)
                if results:
                    delivery.settle(session, results, self._desk.ways, self._desk.mint)
        except Exception:
            for result in results:  # kept for the next turn: a send that is forgotten is sent twice
                self._finished.put(result)
            for drop in dropped:
                self._finished.put(drop)
            raise
        self._in_hand -= len(results) + len(dropped)
        return True

    # -- in a sender's thread, with no transaction open while the provider answers

    def _send(self, row: Delivery, now: datetime) -> None:
        try:
            self._finished.put(self._sent(row, now))
        except Exception as error:
            self._log.error("send_fault", delivery=row.id, fault=type(error).__name__, exc_info=True)
            outcome = Unavailable(code="fault", words=f"our own fault ({type(error).__name__})", unknown=True)
            self._finished.put(self._result(row, "", outcome, now))
        finally:
            self._wake.set()

    def _sent(self, row: Delivery, now: datetime) -> Result | tuple[Delivery, State]:
        with self._desk.database.reading() as session:
            unwanted = delivery.unwanted(session, row, now)
            if unwanted:
                return row, unwanted
            letter = self._desk.stationery.letter(session, row, now)
        channel = self._channel(row)
        if channel is None:
            return self._result(row, "", Refused(code="no-provider", words="no provider is configured", ours=True), now)
        message = Message(
            id=row.id,
            to=row.address,
            to_name=row.person,
            subject=letter.subject,
            body=letter.body,
            lasts=row.useful_until - row.created_at,
        )
        outcome = channel.send(message)
        return self._result(row, channel.provider, outcome, now, letter.subject, letter.kept)

    def _channel(self, row: Delivery) -> Channel | None:
        channels = self._desk.channels.get(Medium(row.medium), ())
        return channels[min(row.way, len(channels) - 1)] if channels else None

    def _result(
        self, row: Delivery, provider: str, outcome: Outcome, now: datetime, subject: str = "", body: str = ""
    ) -> Result:
        at = max(self._desk.clock.now(), now)
        return Result(delivery=row, provider=provider, outcome=outcome, subject=subject, body=body, at=at)

    # -- the cycle's end

    def _cycle(self, now: datetime) -> None:
        """Audits every open incident, writes the beat, and lets the world outside know only if all is well."""
        with self._desk.database.writing() as session:
            fault = audit.fault(session, now)
            beats.write(session, self.name, now, fault)
            throttles.sweep(session, now)
        if fault:
            self._log.error("audit_failed", dispatcher=self.name, fault=fault)
        elif self._desk.heartbeat:
            self._pool.submit(self._desk.heartbeat.beat)
