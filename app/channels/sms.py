"""Texts by Twilio: what is asked for, and what the answers mean."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.channels.failures import garbled
from app.channels.receipts import twilio_receipt
from app.channels.twilio_channel import TwilioChannel
from app.channels.twilio_errors import outcome_of
from app.domain.delivery import Message, Outcome, Receipt, Sent

LASTS = timedelta(minutes=5)
LONGEST_QUEUE = timedelta(hours=10)


class TwilioSms(TwilioChannel):
    """Sends texts, each with an end to how long Twilio may keep it."""

    resource = "messages"

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

    def _outcome(self, created: Any) -> Outcome:
        if created.status in ("failed", "undelivered"):
            return outcome_of(created.error_code, created.error_message or "")
        if not isinstance(created.sid, str) or not created.sid:
            return garbled("the answer has no message id")
        return Sent(provider_id=created.sid)

    def _receipt(self, found: Any, delivery_id: str) -> Receipt | None:
        said = {"MessageSid": found.sid, "MessageStatus": found.status, "ErrorCode": found.error_code}
        return twilio_receipt(said | {"ErrorMessage": found.error_message}, delivery_id)


def _seconds(lasts: timedelta | None) -> int:
    return max(1, int(min(lasts or LASTS, LONGEST_QUEUE).total_seconds()))
