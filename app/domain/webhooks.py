"""Webhooks: which events other systems are told, how what they get is signed, and when it is tried again.

They are signed as Standard Webhooks says (https://www.standardwebhooks.com).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.domain.service_levels import measured

SECRET_PREFIX = "whsec_"  # noqa: S105  (how every secret begins)
TEST = "test"

EVENTS: Mapping[str, str] = {
    "incident.opened": "An incident opened",
    "incident.acknowledged": "Somebody has it",
    "incident.released": "Nobody has it any more: it was handed back, lapsed, or was a mistake",
    "incident.replied": "A person replied to the customer",
    "incident.target_missed": "The response target was missed",
    "incident.resolution_missed": "The resolution target was missed",
    "incident.joined": "It joined another incident: the same outage",
    "incident.split": "It goes its own way again, and is paged by itself",
    "incident.resolved": "Somebody said that it is fixed",
    "incident.reopened": "It is not fixed after all",
    "incident.closed": "The customer said that it works",
}
_OF_KINDS = {
    "verdict.accepted": "incident.opened",
    "overturned": "incident.opened",
    "acknowledged": "incident.acknowledged",
    "handed_back": "incident.released",
    "lapsed": "incident.released",
    "undone": "incident.released",
    "target.missed": "incident.target_missed",
    "joined": "incident.joined",
    "duplicate": "incident.joined",
    "split": "incident.split",
    "resolved": "incident.resolved",
    "reopened": "incident.reopened",
}

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)  # three days: after the last try there is none
OFF_AFTER = timedelta(days=5)  # of nothing but failure
BOTH_HOLD = timedelta(days=1)  # the new secret and the one before it
GONE = 410
LONGEST_ANSWER = 200  # characters of it that are kept


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of one try. Without a status nobody answered, and `words` say why; else they are the answer's."""

    status: int | None
    words: str

    @property
    def is_taken(self) -> bool:
        """Whether it has it."""
        return self.status is not None and 200 <= self.status < 300


def event_of(kind: str, facts: Mapping[str, Any]) -> str | None:
    """What other systems are told when something of that kind is written down; None: nothing."""
    if kind.startswith("replied."):
        return "incident.replied"
    if kind == "customer.working":
        return "incident.closed" if facts.get("closes") else None
    if kind == "target.missed" and measured(facts) == "resolution":
        return "incident.resolution_missed"
    return _OF_KINDS.get(kind)


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many tries; None: it was tried for long enough."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def secret_of(random: bytes) -> str:
    """Random bytes as a secret is written."""
    return SECRET_PREFIX + base64.b64encode(random).decode()


def signatures(secrets: Iterable[str], message_id: str, timestamp: int, body: str) -> str:
    """One signature with each secret, as they stand in the header."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
