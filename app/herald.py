"""The herald: the dispatcher's hand that tells other systems, on threads of its own, so that no page waits for them."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

import structlog

from app.desk import Desk
from app.domain.webhooks import Answer, signatures
from app.operations import webhook_sending
from app.operations.webhook_sending import Call
from app.store import webhooks
from app.store.database import is_away

AT_ONCE = 4  # endpoints that are told something at the same moment
LOOK_SECONDS = 0.2  # how long the others wait while one is slow to answer
NO_SECRET = Answer(status=None, words="its secret cannot be told, for SECRET_KEY was changed: give it another one")


class Herald:
    """Works with one desk. Any number may run: each claims what it tells, and a claim that goes silent runs out."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="herald")
        self._calls: dict[Future[Answer], Call] = {}
        self._stopping = threading.Event()
        self._log = structlog.get_logger()

    def tell(self) -> None:
        """Tells all that is due, and waits for the answers. A fault is said and survived, for paging must go on."""
        try:
            while not self._stopping.is_set() and (self._claim(self._desk.clock.now()) or self._calls):
                self._settle()
        except Exception as error:
            self._log.error("telling_failed", dispatcher=self._name, fault=type(error).__name__, away=is_away(error),
                            exc_info=not is_away(error))  # fmt: skip

    def stop(self) -> None:
        """Takes on nothing more."""
        self._stopping.set()

    def close(self) -> None:
        """Waits for what is on its way, and writes it down. What cannot be is told again, with the same id."""
        self._stopping.set()
        self._pool.shutdown()
        try:
            while self._calls:
                self._settle()
        except Exception as error:
            self._log.warning("telling_unsettled", dispatcher=self._name, fault=type(error).__name__)

    def _claim(self, now: datetime) -> bool:
        free, busy = AT_ONCE - len(self._calls), {call.endpoint_id for call in self._calls.values()}
        if not free:
            return False
        with self._desk.database.reading() as session:
            is_due = bool(webhooks.due_endpoints(session, now, busy))
        if not is_due:
            return False
        with self._desk.database.writing() as session:
            calls = webhook_sending.claim(session, free, busy, self._desk.settings.public_url, self._desk.mint, now)
        for call in calls:
            self._calls[self._pool.submit(self._send, call)] = call
        return bool(calls)

    def _send(self, call: Call) -> Answer:
        if not call.secrets:
            return NO_SECRET
        at = int(self._desk.clock.outside().timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "webhooks",
            "webhook-id": call.message_id,
            "webhook-timestamp": str(at),
            "webhook-signature": signatures(call.secrets, call.message_id, at, call.body),
        }
        return self._desk.webhooks.send(call.url, headers, call.body)

    def _settle(self) -> None:
        done, _ = wait(self._calls, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            call = self._calls.pop(future)
            with self._desk.database.writing() as session:
                webhook_sending.settle(session, call, future.result(), self._desk.mint, self._desk.clock.now())
