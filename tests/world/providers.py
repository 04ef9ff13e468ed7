"""Providers of the outside world, made by hand: they take, refuse, time out, answer twice, or hang until told."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.domain.delivery import Medium, Message, Outcome, Refused, Sent, Unavailable

TIMED_OUT = Unavailable(code="timeout", words="the provider did not answer in time", unknown=True)
ANSWERED_500 = Unavailable(code="500", words="an internal error", unknown=True)
NO_SUCH_NUMBER = Refused(code="21211", words="not a valid number")
OPTED_OUT = Refused(code="21610", words="the person has opted out by STOP", opted_out=True)
WRONG_KEY = Refused(code="20003", words="our credentials were not accepted", ours=True, for_all=True)

Reaction = Outcome | Callable[[Message], Outcome]


class Provider:
    """One provider of one medium. It takes everything, but for what it was told to do next, or for whom."""

    def __init__(self, medium: Medium, name: str = "demo") -> None:
        self.medium = medium
        self.provider = name
        self.asked: list[Message] = []
        self.took: list[Message] = []
        self.begun = threading.Event()
        self._next: list[Reaction] = []
        self._for: dict[str, Reaction] = {}
        self._lock = threading.Lock()
        self._open = threading.Event()
        self._open.set()

    def send(self, message: Message) -> Outcome:
        """Reacts as it was told to, and else takes the message."""
        with self._lock:
            self.asked.append(message)
            reaction = self._next.pop(0) if self._next else self._for.get(message.to)
            number = len(self.asked)
        self.begun.set()
        assert self._open.wait(30), "nobody told the provider to go on"
        outcome = reaction(message) if callable(reaction) else reaction
        outcome = outcome or Sent(provider_id=f"{self.provider}-{number}")
        if isinstance(outcome, Sent):
            self.took.append(message)
        return outcome

    def next(self, *reactions: Reaction) -> None:
        """What it does with the next messages, one after another."""
        self._next.extend(reactions)

    def always(self, reaction: Reaction, to: str) -> None:
        """What it does with every message to an address."""
        self._for[to] = reaction

    def takes_again(self, to: str) -> None:
        """Ends what was said for an address."""
        self._for.pop(to, None)

    def hangs(self) -> None:
        """Answers nothing from now on, until it goes on."""
        self._open.clear()
        self.begun.clear()

    def goes_on(self) -> None:
        """Answers again, those who wait first."""
        self._open.set()

    def asked_for(self, to: str) -> int:
        """How often it was asked to send something to an address."""
        return sum(message.to == to for message in self.asked)
