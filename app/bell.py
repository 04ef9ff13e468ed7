"""The bell: rings managers past the outbox, by whatever way still works, from what it remembers of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from app.desk import Desk
from app.domain.delivery import Medium, Message, Sent
from app.domain.self_alarm import ALONE, Silence, Words, alarm, over
from app.operations import silence
from app.operations.silence import Told
from app.store.reach import Person, Way

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy.orm import Session


class Bell:
    """Works with one desk's channels, and needs no database once it has learnt whom to ring."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._people: Sequence[Person] = ()
        self._log = structlog.get_logger()

    def learn(self, session: Session, now: datetime) -> None:
        """Remembers who hears of an alarm, and how they are reached."""
        self._people = silence.managers(session, now)

    def alarm(self, lasts: timedelta, *, fails_checks: bool) -> list[Told]:
        """Tells every manager that paging is silent; returns what was taken."""
        policy = self._desk.policy
        known = Silence(lasts=lasts, fails_checks=fails_checks)
        duty = next((way.address for person in self._people for way in person.ways if way.medium != Medium.MAIL), "")
        number = duty or policy.telephone

        def words(person: Person) -> Words:
            is_own = number in {way.address for way in person.ways}
            return alarm(
                known,
                brand=policy.brand,
                product=policy.product,
                person=person.first_name,
                number="" if is_own else number,
                desk=self._page,
            )

        return self._ring(words)

    def over(self, lasted: timedelta) -> list[Told]:
        """Tells them that it is over."""
        words = over(brand=self._desk.policy.brand, lasted=lasted, desk=self._page)
        return self._ring(lambda _: words)

    @property
    def _page(self) -> str:
        return f"{self._desk.settings.public_url}/manage/"

    def _ring(self, words: Callable[[Person], Words]) -> list[Told]:
        told = [one for person in self._people for one in self._reach(person, words(person))]
        if not told:
            self._log.error("self_alarm_reached_nobody", fault="no provider took it" if self._people else "no managers")
        return told

    def _reach(self, person: Person, words: Words) -> Iterator[Told]:
        """By a text; where no provider takes one, by a mail, and by a call beside it: a mail alone wakes nobody."""
        text = self._by(person, Medium.SMS, words.text)
        if text:
            yield text
            return
        for medium, body in ((Medium.MAIL, words.mail), (Medium.VOICE, words.call)):
            if body and (medium == Medium.MAIL or words.wakes):
                told = self._by(person, medium, body, words.subject)
                if told:
                    yield told

    def _by(self, person: Person, medium: Medium, body: str, subject: str = "") -> Told | None:
        """By the first of their ways that the first of the medium's providers takes."""
        ways = [way for way in person.ways if way.medium == medium]
        tries = ((way, channel) for way in ways for channel in self._desk.channels.get(medium, ()))
        for way, channel in tries:
            message = self._message(person, way, subject or body, body)
            try:
                outcome = channel.send(message)
            except Exception as error:
                self._log.error("self_alarm_fault", medium=medium, fault=type(error).__name__, exc_info=True)
                continue
            self._log.error("self_alarm", medium=medium, provider=channel.provider, code=getattr(outcome, "code", ""))
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
            lasts=ALONE,
            is_read_out=way.medium == Medium.VOICE,
        )
