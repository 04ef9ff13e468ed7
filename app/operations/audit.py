"""The audit: in every state, an open incident that nobody has must have a next step that is due soon."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.store import incidents

LONGEST_SILENCE = timedelta(minutes=5)
LATE = timedelta(minutes=1)


def fault(session: Session, now: datetime) -> str:
    """What is wrong, or nothing: no next step within five minutes, or one that is overdue by a minute."""
    silent = incidents.silent(session, now + LONGEST_SILENCE)
    if silent:
        return f"no next page within 5 min: {', '.join(silent)}"
    due = incidents.next_due(session)
    if due and due < now - LATE:
        return "a page or a look is overdue by more than a minute"
    return ""
