"""The outside world, a file per medium. Every channel answers sent, refused or unavailable, and raises for nothing."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from app.domain.delivery import Message, Outcome, Receipt


class Channel(Protocol):
    """One provider of one medium."""

    provider: str

    def send(self, message: Message) -> Outcome:
        """Hands one message to the provider, within a bounded time."""
        ...


@runtime_checkable
class Answering(Protocol):
    """A channel whose provider sends receipts, and may be asked for one that has not come."""

    provider: str

    def became(self, delivery_id: str, provider_id: str) -> Receipt | None:
        """What the provider says became of a message; None where it does not say. Bounded in time, never raises."""
        ...
