"""The sender: composes claimed messages, and hands each to its channel with no transaction open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from app.channels import Answering, Channel
from app.circuit import Circuit
from app.desk import Desk
from app.domain.delivery import Medium, Message, Outcome, Refused, State, Unavailable
from app.letters import Letter
from app.operations import delivery
from app.operations.delivery import Result
from app.recheck import Recheck
from app.store.database import is_away
from app.store.deliveries import Delivery
from app.store.dossiers import Dossier, Dossiers

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Finished = Result | tuple[Delivery, State]


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A claimed message with its words, as things stood when the database was asked."""

    row: Delivery
    letter: Letter
    asked_at: datetime


class Sender:
    """Works with one desk. Whatever goes wrong with one message is that message's result, never an exception."""

    def __init__(self, desk: Desk, circuit: Circuit) -> None:
        self._desk = desk
        self._circuit = circuit
        self._recheck = Recheck(desk)
        self._log = structlog.get_logger()

    def compose(self, rows: Sequence[Delivery], now: datetime) -> Iterator[Composed | Finished]:
        """The words of each message in turn, or what became of it: nobody wants it any more, or it is broken."""
        left = list(rows)[::-1]
        asked_at = self._desk.clock.now()
        for row in rows:
            self._recheck.hold(row)
        try:
            with self._desk.database.reading() as session:
                dossiers = Dossiers(session, rows, now)
                while left:
                    row = left.pop()
                    made = self._made(session, row, dossiers, now)
                    if isinstance(made, Letter):
                        yield Composed(row=row, letter=made, asked_at=asked_at)
                    else:
                        self._recheck.release(row)
                        yield made
        except Exception as error:
            while left:
                row = left.pop()
                self._recheck.release(row)
                yield self._faulty(row, error, now)

    def send(self, composed: Composed) -> Finished:
        """Hands it to its channel, which may take long."""
        row = composed.row
        try:
            unwanted = self._recheck.unwanted(row, composed.asked_at)
            return (row, unwanted) if unwanted else self._sent(row, composed.letter, composed.asked_at)
        except Exception as error:
            return self._faulty(row, error, composed.asked_at)
        finally:
            self._recheck.release(row)

    def _made(self, session: Session, row: Delivery, dossiers: Dossiers, now: datetime) -> Letter | Finished:
        try:
            dossier = dossiers.about(row)
            unwanted = delivery.unwanted(row, dossier.incident if dossier else None, now)
            return (row, unwanted) if unwanted else self._letter(session, row, dossier, now)
        except Exception as error:
            return self._faulty(row, error, now)

    def _letter(self, session: Session, row: Delivery, dossier: Dossier | None, now: datetime) -> Letter:
        """The message's words. A page goes without its facts rather than not at all."""
        try:
            return self._desk.stationery.letter(session, row, dossier, now)
        except Exception as error:
            is_page = dossier and dossier.page and dossier.incident and not dossier.incident.is_drill
            if not dossier or not is_page or is_away(error):
                raise
            self._log.error("page_undescribed", delivery=row.id, fault=type(error).__name__, exc_info=True)
            return self._desk.stationery.bare(row, dossier)

    def _sent(self, row: Delivery, letter: Letter, now: datetime) -> Result:
        channels = self._desk.channels.get(Medium(row.medium), ())
        if not channels:
            return self._result(row, Refused(code="no-provider", words="no provider is configured", ours=True), now)
        way = self._way(channels, row.way, now)
        channel = channels[way]
        message = Message(
            id=row.id,
            to=row.address,
            to_name=row.person,
            subject=letter.subject,
            body=letter.body,
            reply_to=letter.reply_to,
            headers=letter.headers,
            lasts=row.useful_until - row.created_at,
        )
        result = self._result(row, channel.send(message), now, provider=channel.provider, letter=letter)
        return replace(result, can_be_asked=isinstance(channel, Answering), way=way)

    def _way(self, channels: Sequence[Channel], first: int, now: datetime) -> int:
        """The place of the first channel from there on that is not known to take nothing of ours."""
        first = min(first, len(channels) - 1)
        open_to_us = (way for way in range(first, len(channels)) if not self._is_closed(channels[way], now))
        return next(open_to_us, first)

    def _is_closed(self, channel: Channel, now: datetime) -> bool:
        return self._circuit.is_open(channel.provider, now)

    def _faulty(self, row: Delivery, error: Exception, now: datetime) -> Result:
        self._log.error("send_fault", delivery=row.id, fault=type(error).__name__, exc_info=True)
        outcome = Unavailable(code="fault", words=f"our own fault ({type(error).__name__})", unknown=True)
        return self._result(row, outcome, now)

    def _result(
        self, row: Delivery, outcome: Outcome, now: datetime, *, provider: str = "", letter: Letter | None = None
    ) -> Result:
        return Result(
            delivery=row,
            provider=provider,
            outcome=outcome,
            subject=letter.subject if letter else "",
            body=letter.kept if letter else "",
            at=max(self._desk.clock.now(), now),
        )
