"""Texts by Vonage's SMS API: what is asked for, and what its answers and codes mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from app.channels.failures import fit_to_keep, garbled, interrupted, wait_asked
from app.channels.receipts import Status
from app.channels.twilio_channel import E164
from app.domain.delivery import Message, Outcome, Receipt, Refused, Sent, Unavailable

ORIGIN = "https://rest.nexmo.com"
LASTS = timedelta(minutes=5)
LEAST_TO_LAST, MOST_TO_LAST = timedelta(seconds=20), timedelta(hours=48)

Sort = Literal["transient", "unknown", "unreachable", "person", "content", "ours", "account"]

CODES: dict[str, tuple[Sort, str]] = {
    "1": ("transient", "too many requests"),
    "2": ("ours", "a parameter is missing"),
    "3": ("ours", "a parameter is not valid"),
    "4": ("account", "our credentials were not accepted"),
    "5": ("unknown", "an internal error"),
    "6": ("person", "the number's prefix is not known"),
    "7": ("person", "the number is barred"),
    "8": ("account", "our account is suspended"),
    "9": ("account", "our account has no credit"),
    "10": ("transient", "too many connections"),
    "11": ("account", "our account may not send texts"),
    "12": ("content", "the text is too long"),
    "14": ("ours", "our signature was not accepted"),
    "15": ("ours", "our sender is not allowed"),
    "22": ("ours", "the network is not set up for our account"),
    "23": ("ours", "the callback is not valid"),
    "29": ("ours", "a trial account only reaches verified numbers"),
}

RECEIPT_CODES: dict[str, tuple[Sort, str]] = {
    "1": ("unknown", "the carrier gave no reason"),
    "2": ("unreachable", "the phone is off or out of reach"),
    "3": ("person", "the number is no longer in use"),
    "4": ("person", "the person's line is barred"),
    "5": ("unknown", "the number's move to another carrier is at fault"),
    "6": ("content", "the carrier filtered the text"),
    "7": ("unreachable", "the phone is busy"),
    "8": ("unknown", "the network failed"),
    "9": ("person", "the person has opted out"),
    "10": ("content", "the text was refused"),
    "11": ("unknown", "no route to the carrier"),
    "12": ("person", "the number cannot be reached"),
    "13": ("person", "the person is too young for such texts"),
    "14": ("person", "the carrier blocks the number"),
}

STATUSES: dict[str, Status] = {
    "delivered": "delivered",
    "accepted": "sent",
    "buffered": "sent",
    "expired": "failed",
    "failed": "failed",
    "rejected": "failed",
    "unknown": "other",
}


@dataclass(frozen=True, kw_only=True)
class VonageAccount:
    """Whose account it is, and where it is reached. `sender` is the number or the name that texts come from."""

    api_key: str
    api_secret: str
    sender: str
    base_url: str | None = None
    timeout: float = 10


class VonageSms:
    """Sends texts, each with an end to how long Vonage may keep it. `callback` is where all receipts come in."""

    provider = "vonage"

    def __init__(self, account: VonageAccount, callback: str) -> None:
        from app.channels.twilio_http import BoundedHttpClient

        self._account = account
        self._callback = callback
        self._http = BoundedHttpClient(base_url=None, timeout=account.timeout)
        self._url = f"{account.base_url or ORIGIN}/sms/json"

    def send(self, message: Message) -> Outcome:
        """Hands one over. It is not idempotent: an unknown outcome may have reached a phone."""
        if not E164.fullmatch(message.to):
            return Refused(code="number", words="the number is not in international form")
        try:
            answer = self._http.request("POST", self._url, data=self._asked(message))
            return _outcome(answer.status_code, answer.text, self._http.headers)
        except Exception as error:
            return interrupted(error)

    def became(self, delivery_id: str, provider_id: str) -> Receipt | None:
        """Vonage is not asked: it has its records of texts ready some minutes later."""
        return None

    def _asked(self, message: Message) -> dict[str, Any]:
        lasts = min(max(message.lasts or LASTS, LEAST_TO_LAST), MOST_TO_LAST)
        return {
            "api_key": self._account.api_key,
            "api_secret": self._account.api_secret,
            "from": self._account.sender.removeprefix("+"),
            "to": message.to.removeprefix("+"),
            "text": message.body,
            "ttl": int(lasts.total_seconds() * 1000),
            "status-report-req": 1,
            "callback": self._callback,
            "client-ref": message.id,
        }


def vonage_receipt(params: Mapping[str, Any]) -> Receipt | None:
    """The receipt in a delivery receipt; none, if it names no message of ours. The delivery's id is its client-ref."""
    delivery_id, provider_id = _text(params.get("client-ref")), _text(params.get("messageId"))
    said, code = _text(params.get("status")).lower(), _text(params.get("err-code"))
    if not (delivery_id and provider_id and said):
        return None
    status = STATUSES.get(said, "other")
    code = "" if code == "0" else code
    refused = _failure(code or said, "", RECEIPT_CODES) if status == "failed" else None
    return Receipt(
        delivery_id=delivery_id,
        provider=VonageSms.provider,
        provider_id=provider_id,
        event_key=":".join(filter(None, (provider_id, said, code))),
        status=status,
        code=(code or said) if refused else "",
        words=refused.words if refused else said,
        refused=refused,
    )


def _outcome(http_status: int, body: str, headers: Mapping[str, str] | None) -> Outcome:
    """A 200 says in its body, message by message, what was made of the text; a text of one segment is one message."""
    if http_status in (401, 402, 403):
        return Refused(code=str(http_status), words="our account was not let in", ours=True, for_all=True)
    if http_status == 429:
        return Unavailable(code="429", words="too many requests", retry_after=wait_asked(headers))
    if http_status != 200:
        return Unavailable(code=str(http_status), words="no reason was given", unknown=http_status >= 500)
    try:
        said = json.loads(body)["messages"][0]
        status = _text(said["status"])
    except (ValueError, KeyError, IndexError, TypeError):
        return garbled("the answer could not be read")
    if status != "0":
        return _failure(status, _text(said.get("error-text")), CODES)
    provider_id = _text(said.get("message-id"))
    return Sent(provider_id=provider_id) if provider_id else garbled("the answer has no message id")


def _failure(code: str, words: str, table: Mapping[str, tuple[Sort, str]]) -> Refused | Unavailable:
    sort, meaning = table.get(code, ("unknown", "no reason was given"))
    kept = fit_to_keep(words) or meaning
    if sort in ("person", "content", "ours", "account"):
        return Refused(code=code, words=kept, ours=sort in ("ours", "account"), for_all=sort == "account")
    return Unavailable(code=code, words=kept, unknown=sort == "unknown")


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
