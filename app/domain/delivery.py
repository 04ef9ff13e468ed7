"""One message by one medium: its states, what a channel may answer, and when it is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Literal


class Medium(StrEnum):
    """How a message travels."""

    SMS = "sms"
    MAIL = "mail"
    VOICE = "voice"


SLOT = "<link>"  # what is kept of a message in the place of its secret link
WAKING = (Medium.SMS, Medium.VOICE)  # a mail alone wakes nobody


class State(StrEnum):
    """The life of a delivery.

    pending: due at an instant. sending: claimed under a lease; its send may have begun. sent: a provider has it.
    delivered: a receipt says that it arrived. refused: proof that this address cannot be reached, or that the
    provider will never take it. exhausted: tried until it was no use any more. cancelled: not wanted any more.
    expired: too old to be true.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    REFUSED = "refused"
    EXHAUSTED = "exhausted"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Message:
    """What a channel is handed. `id` is the delivery's opaque id, for the provider's receipts.

    `headers` are a mail's own, such as its Message-ID; a text has none. `is_read_out`: a call says the body, line by
    line, and nothing is asked of us meanwhile.
    """

    id: str
    to: str
    to_name: str
    subject: str
    body: str
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    lasts: timedelta | None = None
    is_read_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The provider has it, and calls it `provider_id`."""

    provider_id: str


@dataclass(frozen=True, kw_only=True)
class Refused:
    """It will never go this way: `code` and `words` are the provider's. `ours`: our account or set-up is at fault.

    `opted_out`: whoever it is for has told the provider to let none of our texts through.
    `for_all`: so much at fault that the provider takes nothing of ours: suspended, without credit, keys revoked.
    """

    code: str
    words: str
    ours: bool = False
    opted_out: bool = False
    for_all: bool = False


@dataclass(frozen=True, kw_only=True)
class Unavailable:
    """Not now. It may even have been sent (`unknown`), and is sent again. `retry_after` is the provider's wish."""

    code: str
    words: str
    unknown: bool = False
    retry_after: timedelta | None = None


Outcome = Sent | Refused | Unavailable


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What an account with a provider has left."""

    amount: float
    currency: str


FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(seconds=30)  # for pages: a person is waiting
LONGEST_MAIL_WAIT = timedelta(minutes=10)


def wait_before_retry(attempts: int, wish: timedelta | None, *, urgent: bool) -> timedelta:
    """How long to wait after `attempts` tries: doubling from two seconds, or the provider's wish, within reason."""
    longest = LONGEST_WAIT if urgent else LONGEST_MAIL_WAIT
    doubled = FIRST_WAIT * (1 << min(attempts - 1, 10))
    return min(max(doubled, wish or timedelta(0)), longest)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a provider says became of a message. `event_key` is the same each time it says so.

    `status` is sent, delivered, failed or other; a failed one carries in `refused` what a channel would have answered.
    """

    delivery_id: str | None
    provider: str
    provider_id: str
    event_key: str
    status: Literal["sent", "delivered", "failed", "other"]
    code: str = ""
    words: str = ""
    refused: Refused | Unavailable | None = None
