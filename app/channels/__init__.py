"""The outside world, a file per medium. Every channel answers sent, refused or unavailable, and raises for nothing."""

from __future__ import annotations

from typing import Protocol

from app.domain.delivery import Message, Outcome


class Channel(Protocol):
    """One provider of one medium."""

    provider: str

    def send(self, message: Message) -> Outcome:
        """Hands one message to the provider, within a bounded time."""
        ...
