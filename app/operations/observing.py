"""Observing: what is seen at the portal's edges, noted for the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.store import observations

KNOCKED = "somebody knocked without a right signature"
HEARD, UNHEARD = "heard", "not heard: its address does not answer as it should"


def knocked(session: Session, provider: str, times: int, now: datetime) -> None:
    """So many requests came to a provider's door that the provider had not signed."""
    observations.note(session, observations.REFUSED + provider, KNOCKED, now, is_well=False, times=times)


def beat(session: Session, is_heard: bool, now: datetime) -> None:
    """A beat went to somebody outside, who answered or did not."""
    observations.note(session, observations.HEARTBEAT, HEARD if is_heard else UNHEARD, now, is_well=is_heard)


def backed_up(session: Session, words: str, now: datetime, *, is_well: bool) -> None:
    """A copy of the database was made, or failed, or is not sound: in words."""
    observations.note(session, observations.BACK_UP, words, now, is_well=is_well)
