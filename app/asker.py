"""The asker: puts questions to providers beside the loop, so that no page waits for an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

import structlog

from app.channels import Answering
from app.desk import Desk
from app.domain.delivery import Balance, Medium, Refused
from app.operations import alarms, proof, receipts
from app.operations.proof import Question
from app.store.database import is_away
from app.store.deliveries import Delivery

AT_ONCE = 4
BALANCE_EVERY = timedelta(hours=1)


class Asker:
    """Works with one desk, with no transaction open while a provider thinks. A question that fails is let go."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="asker")
        self._asked: list[Future[None]] = []
        self._balance_at: datetime | None = None
        self._log = structlog.get_logger()

    def ask(self, questions: Sequence[Question]) -> None:
        """Asks what became of these messages, and takes the answers as receipts."""
        self._asked = [one for one in self._asked if not one.done()]
        for question in questions:
            delivery = question.delivery
            self._asked.append(self._pool.submit(self._let_go, lambda one=delivery: self._ask(one)))  # type: ignore[misc]

    def ask_for_balance(self, now: datetime) -> None:
        """Asks, once an hour, what the account for texts and calls has left."""
        if self._desk.balance is None or (self._balance_at and now < self._balance_at):
            return
        self._balance_at = now + BALANCE_EVERY
        self._asked.append(self._pool.submit(self._let_go, self._ask_for_balance))

    def has_heard(self) -> bool:
        """Waits until nothing is asked any more; whether anything was."""
        asked, self._asked = self._asked, []
        wait(asked)
        return bool(asked)

    def close(self) -> None:
        """Gives the threads back; what has not been asked is not asked."""
        self._pool.shutdown(cancel_futures=True)

    def _let_go(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:
            away = is_away(error)
            self._log.error("question_failed", fault=type(error).__name__, away=away, exc_info=not away)

    def _ask(self, delivery: Delivery) -> None:
        channel = self._channel(delivery)
        sent_at, provider_id = delivery.sent_at, delivery.provider_id
        if channel is None or sent_at is None or provider_id is None:
            return
        if self._desk.clock.now() >= sent_at + proof.GONE_AROUND_AFTER:
            return  # it stood in line for too long: the second way is on already
        receipt = channel.became(delivery.id, provider_id)
        self._log.info("receipt_asked_for", delivery=delivery.id, answer=receipt.words if receipt else "")
        if receipt:
            with self._desk.database.writing() as session:
                receipts.take(session, receipt, now=self._desk.clock.now(), mint=self._desk.mint)

    def _ask_for_balance(self) -> None:
        asked, twilio = self._desk.balance, self._desk.settings.twilio
        found = asked.left() if asked else None
        if asked is None or twilio is None or not isinstance(found, Balance | Refused):
            return
        with self._desk.database.writing() as session:
            now = self._desk.clock.now()
            alarms.balance(session, asked.provider, found, twilio.balance_least, now, self._desk.mint)

    def _channel(self, delivery: Delivery) -> Answering | None:
        channels = self._desk.channels.get(Medium(delivery.medium), ())
        return next((one for one in channels if one.provider == delivery.provider and isinstance(one, Answering)), None)
