"""The phone of a simulated engineer who texts back: 1, no, something else, or STOP."""

from __future__ import annotations

import random  # noqa: TID251
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.delivery import Message
from app.operations.text_replies import Text
from app.store.database import is_away
from app.web import texting

if TYPE_CHECKING:
    from tests.simulate.night import Night

ANSWERS = ("1",) * 11 + ("ack", "1 1", "no", "no", "Yes please do", "STOP")


class Phone:
    """Sends texts by the door at which providers hand them in. Some are handed in twice."""

    def __init__(self, night: Night, name: str) -> None:
        self._night, self._name = night, name
        self._chance = random.Random(f"phone {night.plan.seed} {name}")
        self._count = 0

    def answers(self, message: Message, after: Callable[[], None]) -> None:
        """Answers a page. `after` comes when the text was taken in."""
        words = self._chance.choice(ANSWERS)
        if words == "STOP":
            self._night.stopped.add(message.to)
            self._later(600, 7200, lambda: self._starts_again(message.to))
        self._sends(message.to, words, after)

    def _starts_again(self, number: str) -> None:
        self._night.stopped.discard(number)
        self._sends(number, "START", lambda: None)

    def _sends(self, number: str, words: str, after: Callable[[], None]) -> None:
        self._count += 1
        text = Text(sid=f"{self._name} {self._count}", sender=number, words=words)
        for _ in range(2 if self._chance.random() < 0.1 else 1):
            self._hands_in(text, after)

    def _hands_in(self, text: Text, after: Callable[[], None]) -> None:
        try:
            with self._night.stage.app.app_context():
                became = texting.received(text)
        except Exception as error:
            if not is_away(error):
                raise
            self._later(10, 30, lambda: self._hands_in(text, after))  # providers try their webhooks again
            return
        self._night.says(f"{self._name} texts {text.words!r}: {became}")
        after()

    def _later(self, least: float, most: float, act: Callable[[], None]) -> None:
        self._night.agenda.after(timedelta(seconds=self._chance.uniform(least, most)), act)
