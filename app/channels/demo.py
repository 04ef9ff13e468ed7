"""The demo's phones and mailboxes: they take everything, and the page that shows them reads the deliveries."""

from __future__ import annotations

from app.domain.delivery import Medium, Message, Outcome, Sent


class DemoPhone:
    """A channel of one medium that needs no account."""

    provider = "demo"

    def __init__(self, medium: Medium) -> None:
        self.medium = medium

    def send(self, message: Message) -> Outcome:
        """Takes it."""
        return Sent(provider_id=f"demo-{message.id}")
