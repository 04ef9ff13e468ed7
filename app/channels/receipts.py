"""The providers' receipts in our words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from app.channels.failures import fit_to_keep
from app.channels.twilio_errors import CODES, outcome_of
from app.domain.delivery import Receipt, Refused

Status = Literal["sent", "delivered", "failed", "other"]

TWILIO: dict[str, Status] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
}

CALLS: dict[str, tuple[Status, str]] = {
    "in-progress": ("delivered", "picked up"),
    "answered": ("delivered", "picked up"),
    "completed": ("delivered", "picked up, and over"),
    "queued": ("sent", "queued"),
    "initiated": ("sent", "dialled"),
    "ringing": ("sent", "ringing"),
    "busy": ("failed", "the line was busy"),
    "no-answer": ("failed", "nobody picked up"),
    "canceled": ("failed", "the call was cancelled"),
    "failed": ("failed", "the call could not be put through"),
}

SENDGRID: dict[str, Status] = {
    "processed": "sent",
    "delivered": "delivered",
    "bounce": "failed",
    "blocked": "failed",
    "dropped": "failed",
}


def twilio_receipt(form: Mapping[str, Any], delivery_id: str | None = None) -> Receipt | None:
    """The receipt in a status callback; none, if it names no message. The delivery's id is in the callback's path."""
    provider_id = _text(form.get("MessageSid") or form.get("SmsSid"))
    said = _text(form.get("MessageStatus") or form.get("SmsStatus")).lower()
    if not (provider_id and said):
        return None
    code = _text(form.get("ErrorCode"))
    code = "" if code == "0" else code
    status = TWILIO.get(said, "other")
    refused = outcome_of(code, _text(form.get("ErrorMessage"))) if status == "failed" else None
    return Receipt(
        delivery_id=delivery_id or None,
        provider="twilio",
        provider_id=provider_id,
        event_key=":".join(filter(None, (provider_id, said, code))),
        status=status,
        code=code,
        words=refused.words if refused else said,
        refused=refused,
    )


def twilio_call_receipt(form: Mapping[str, Any], delivery_id: str) -> Receipt | None:
    """The receipt in a call's status callback; none, if it names no call.

    A call that nobody takes says nothing of the number: only a code can blame it for good.
    """
    provider_id, said = _text(form.get("CallSid")), _text(form.get("CallStatus")).lower()
    if not (provider_id and said):
        return None
    status, words = CALLS.get(said, ("other", said))
    code = _text(form.get("ErrorCode"))
    refused = outcome_of(code, _text(form.get("ErrorMessage"))) if status == "failed" and code in CODES else None
    return Receipt(
        delivery_id=delivery_id,
        provider="twilio",
        provider_id=provider_id,
        event_key=f"{provider_id}:{said}",
        status=status,
        code=(code if refused else said) if status == "failed" else "",
        words=refused.words if refused else words,
        refused=refused,
    )


def sendgrid_receipts(events: Sequence[Any]) -> list[Receipt]:
    """The receipts in a batch of events, in its order; what is no event is left out."""
    receipts = (_sendgrid_receipt(event) for event in events if isinstance(event, Mapping))
    return [receipt for receipt in receipts if receipt is not None]


def _sendgrid_receipt(event: Mapping[str, Any]) -> Receipt | None:
    said = _text(event.get("event")).lower()
    message_id = _text(event.get("sg_message_id"))
    event_key = _text(event.get("sg_event_id")) or ":".join((message_id, said, _text(event.get("timestamp"))))
    if not said or event_key.startswith(":"):
        return None
    status = SENDGRID.get(said, "other")
    code = _text(event.get("status")) or said
    words = fit_to_keep(event.get("reason") or event.get("response") or said)
    return Receipt(
        delivery_id=_text(event.get("delivery")) or None,
        provider="sendgrid",
        # The id of the answer to the send is what stands before the first point.
        provider_id=message_id.partition(".")[0],
        event_key=event_key,
        status=status,
        code=code if status == "failed" else "",
        words=words,
        refused=Refused(code=code, words=words) if status == "failed" else None,
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
