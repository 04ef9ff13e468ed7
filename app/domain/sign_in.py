"""How long a sign-in lasts: an hour without a look, and half a day however busy."""

from __future__ import annotations

from datetime import datetime, timedelta

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)  # looks in between are not written down


def is_over(started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether the person has to sign in again."""
    return now - seen_at > IDLE or now - started_at > ABSOLUTE


def wants_noting(seen_at: datetime, now: datetime) -> bool:
    """Whether this look is to be written down."""
    return now - seen_at >= NOTED_EVERY
