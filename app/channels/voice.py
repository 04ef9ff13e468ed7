"""Voice pages by Twilio: how a call is placed, and what the answers mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.channels.failures import garbled
from app.channels.receipts import twilio_call_receipt
from app.channels.twilio_channel import TwilioAccount, TwilioChannel
from app.channels.twilio_errors import outcome_of
from app.channels.twiml import twiml
from app.domain.call_script import Script
from app.domain.delivery import Message, Outcome, Receipt, Sent
from app.domain.local import Language

RINGS_SECONDS = 30  # long enough to wake up by, and about as long as it takes a voicemail to step in
TOLD_OF = ["initiated", "ringing", "answered", "completed"]


class TwilioVoice(TwilioChannel):
    """Rings people. `words` gives the URL at which a delivery's words are read; the voice has that `language`.

    The provider is not asked to tell people from machines: it would wait for seconds before the first word, and it
    takes somebody who answers with a whole sentence for a machine. Only the key that is read out takes an incident.
    """

    resource = "calls"

    def __init__(
        self,
        account: TwilioAccount,
        words: Callable[[str], str],
        status_callback: Callable[[str], str],
        language: Language,
    ) -> None:
        super().__init__(account, status_callback)
        self._words = words
        self._language = language

    def _asked(self, message: Message) -> dict[str, Any]:
        if message.is_read_out:
            return self._read_out(message)
        return {
            "to": message.to,
            "from_": self._sender,
            "url": self._words(message.id),
            "method": "POST",
            "fallback_url": self._words(message.id),
            "fallback_method": "POST",
            "status_callback": self._status_callback(message.id),
            "status_callback_method": "POST",
            "status_callback_event": TOLD_OF,
            "timeout": RINGS_SECONDS,
        }

    def _read_out(self, message: Message) -> dict[str, Any]:
        """A call that brings its own words: it works while our own door does not."""
        words = twiml(Script(lines=tuple(message.body.splitlines()), then="end"), self._language)
        return {"to": message.to, "from_": self._sender, "twiml": words, "timeout": RINGS_SECONDS}

    def _outcome(self, created: Any) -> Outcome:
        if created.status in ("failed", "canceled"):
            return outcome_of(None, "the call could not be placed")
        if not isinstance(created.sid, str) or not created.sid:
            return garbled("the answer has no call id")
        return Sent(provider_id=created.sid)

    def _receipt(self, found: Any, delivery_id: str) -> Receipt | None:
        return twilio_call_receipt({"CallSid": found.sid, "CallStatus": found.status}, delivery_id)
