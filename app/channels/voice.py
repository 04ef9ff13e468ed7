"""Voice pages by Twilio: how a call is placed, and what its answers mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.channels.failures import garbled
from app.channels.sms import E164
from app.channels.twilio_errors import failure_of, outcome_of
from app.domain.delivery import Message, Outcome, Refused, Sent

RINGS_SECONDS = 30  # long enough to wake up by, and about as long as it takes a voicemail to step in
TOLD_OF = ["initiated", "ringing", "answered", "completed"]


class TwilioVoice:
    """Rings people from `sender`. `words` and `status_callback` give the URLs of a delivery: its words, its receipts.

    The provider is not asked to tell people from machines: it would wait for seconds before the first word, and it
    takes somebody who answers with a whole sentence for a machine. Only the key that is read out takes an incident.
    """

    provider = "twilio"

    def __init__(
        self,
        account_sid: str,
        api_key: str,
        api_secret: str,
        sender: str,
        words: Callable[[str], str],
        status_callback: Callable[[str], str],
        *,
        base_url: str | None = None,
        timeout: float = 10,
    ) -> None:
        from twilio.rest import Client

        from app.channels.twilio_http import BoundedHttpClient

        if not (account_sid and api_key and api_secret and sender):
            raise ValueError("calls need an account SID, an API key, its secret and a sender")
        self._http = BoundedHttpClient(base_url=base_url, timeout=timeout)
        new_client: Callable[..., Any] = Client
        self._calls = new_client(api_key, api_secret, account_sid, http_client=self._http).calls
        self._sender = sender
        self._words = words
        self._status_callback = status_callback

    def send(self, message: Message) -> Outcome:
        """Has one call placed. It is not idempotent: an unknown outcome may be a phone that rings."""
        if not E164.fullmatch(message.to):
            return Refused(code="number", words="the number is not in international form")
        try:
            return _outcome(self._calls.create(**self._asked(message)))
        except Exception as error:
            return failure_of(error, self._http.headers)

    def _asked(self, message: Message) -> dict[str, Any]:
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


def _outcome(created: Any) -> Outcome:
    if created.status in ("failed", "canceled"):
        return outcome_of(None, "the call could not be placed")
    if not isinstance(created.sid, str) or not created.sid:
        return garbled("the answer has no call id")
    return Sent(provider_id=created.sid)
