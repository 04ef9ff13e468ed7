"""The ringer: hands words to people past the outbox, by whatever provider takes them. It needs no database."""

from __future__ import annotations

from datetime import timedelta

import structlog

from app.desk import Desk
from app.domain.delivery import Medium, Message, Sent
from app.operations.silence import Told
from app.store.reach import Person, Way


class Ringer:
    """Works with one desk's channels. `what` is what its log calls each try."""

    def __init__(self, desk: Desk, what: str, lasts: timedelta) -> None:
        self._desk = desk
        self._what = what
        self._lasts = lasts
        self._log = structlog.get_logger()

    def by(self, person: Person, medium: Medium, body: str, subject: str = "") -> Told | None:
        """By the first of their ways that the first of the medium's providers takes."""
        ways = [way for way in person.ways if way.medium == medium]
        tries = ((way, channel) for way in ways for channel in self._desk.channels.get(medium, ()))
        for way, channel in tries:
            message = self._message(person, way, subject or body, body)
            try:
                outcome = channel.send(message)
            except Exception as error:
                self._log.error(f"{self._what}_fault", medium=medium, fault=type(error).__name__, exc_info=True)
                continue
            self._log.error(self._what, medium=medium, provider=channel.provider, code=getattr(outcome, "code", ""))
            if isinstance(outcome, Sent):
                return Told(
                    id=message.id,
                    person=person,
                    way=way,
                    provider=channel.provider,
                    provider_id=outcome.provider_id,
                    subject=message.subject,
                    body=body,
                    at=self._desk.clock.now(),
                )
        return None

    def _message(self, person: Person, way: Way, subject: str, body: str) -> Message:
        return Message(
            id=self._desk.mint.id(),
            to=way.address,
            to_name=person.name,
            subject=subject,
            body=body,
            lasts=self._lasts,
            is_read_out=way.medium == Medium.VOICE,
        )
