"""Texts by Twilio: how one is sent, and what its answers mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.channels.failures import garbled
from app.channels.twilio_errors import failure_of, outcome_of
from app.domain.delivery import Message, Outcome, Refused, Sent

LASTS = timedelta(minutes=5)
LONGEST_QUEUE = timedelta(hours=10)

E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class TwilioSms:
    """Sends texts from `sender`. `status_callback` gives the URL to which a delivery's receipts are to come."""

    provider = "twilio"

    def __init__(
        self,
        account_sid: str,
        api_key: str,
        api_secret: str,
        sender: str,
        status_callback: Callable[[str], str],
        *,
        base_url: str | None = None,
        timeout: float = 10,
    ) -> None:
        from twilio.rest import Client

        from app.channels.twilio_http import BoundedHttpClient

        if not (account_sid and api_key and api_secret and sender):
            raise ValueError("texts need an account SID, an API key, its secret and a sender")
        self._http = BoundedHttpClient(base_url=base_url, timeout=timeout)
        new_client: Callable[..., Any] = Client
        self._messages = new_client(api_key, api_secret, account_sid, http_client=self._http).messages
        self._sender = sender
        self._status_callback = status_callback

    def send(self, message: Message) -> Outcome:
        """Hands one text to Twilio, which is not idempotent: an unknown outcome may be a text on a phone."""
        if not E164.fullmatch(message.to):
            return Refused(code="number", words="the number is not in international form")
        try:
            return _outcome(self._messages.create(**self._asked(message)))
        except Exception as error:
            return failure_of(error, self._http.headers)

    def _asked(self, message: Message) -> dict[str, Any]:
        asked = {
            "to": message.to,
            "from_": self._sender,
            "body": message.body,
            "validity_period": _seconds(message.lasts),
        }
        if callback := self._status_callback(message.id):
            asked["status_callback"] = callback
        return asked


def _outcome(created: Any) -> Outcome:
    if created.status in ("failed", "undelivered"):
        return outcome_of(created.error_code, created.error_message or "")
    if not isinstance(created.sid, str) or not created.sid:
        return garbled("the answer has no message id")
    return Sent(provider_id=created.sid)


def _seconds(lasts: timedelta | None) -> int:
    return max(1, int(min(lasts or LASTS, LONGEST_QUEUE).total_seconds()))
