"""How long a sign-in lasts: an hour without a look, and half a day however busy."""

from __future__ import annotations

from datetime import datetime, timedelta

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
PROVEN_FOR = timedelta(minutes=10)  # how long a password or a code speaks for what is changed after it
CHALLENGE_LASTS = timedelta(minutes=5)  # what a passkey signs
NOTED_EVERY = timedelta(minutes=1)  # looks in between are not written down


def is_over(started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether the person has to sign in again."""
    return now - seen_at > IDLE or now - started_at > ABSOLUTE


def wants_noting(seen_at: datetime, now: datetime) -> bool:
    """Whether this look is to be written down."""
    return now - seen_at >= NOTED_EVERY


def is_proven(proven_at: datetime | None, now: datetime) -> bool:
    """Whether the person has shown a moment ago that it is them."""
    return proven_at is not None and now - proven_at <= PROVEN_FOR
