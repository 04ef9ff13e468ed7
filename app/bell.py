"""The bell: rings managers past the outbox, by whatever way still works, from what it remembers of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from app.desk import Desk
from app.domain.delivery import Medium
from app.domain.self_alarm import ALONE, Silence, Words, alarm, over
from app.operations import silence
from app.operations.silence import Told
from app.ringer import Ringer
from app.store.reach import Person

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy.orm import Session


class Bell:
    """Works with one desk's channels, and needs no database once it has learnt whom to ring."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ringer = Ringer(desk, "self_alarm", ALONE)
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
        text = self._ringer.by(person, Medium.SMS, words.text)
        if text:
            yield text
            return
        for medium, body in ((Medium.MAIL, words.mail), (Medium.VOICE, words.call)):
            if body and (medium == Medium.MAIL or words.wakes):
                told = self._ringer.by(person, medium, body, words.subject)
                if told:
                    yield told
