"""The audit: in every state, an open incident that nobody has must have a next step, as soon as its own steps say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain import escalation
from app.operations.paging import PUT_OFF
from app.store import groups, incidents

LATE = timedelta(minutes=1)
MEANWHILE = timedelta(seconds=10)  # a report may come after `now` was read, or by a machine whose clock is ahead


def fault(session: Session, now: datetime) -> str:
    """What is wrong, or nothing: no next step, one later than the frozen steps allow, or one overdue by a minute."""
    silent = [
        one.reference
        for one in incidents.waiting(session)
        if one.next_page_at is None or one.next_page_at > now + longest_silence(one.promise, one.step) + MEANWHILE
    ]
    if silent:
        return f"no next page in its time: {', '.join(silent)}"
    strays = groups.strays(session)
    if strays:
        return f"joined another, and not looked after with it: {', '.join(strays)}"
    due = incidents.next_due(session)
    if due and due < now - LATE:
        return "a page or a look is overdue by more than a minute"
    return ""


def longest_silence(promise: dict[str, Any], step: int) -> timedelta:
    """How long an incident may wait for its next step, by the steps that it keeps: `step` is the one to come."""
    policy = escalation.thawed(promise["escalation"])
    return max(escalation.wait_after(policy, step - 1), PUT_OFF) if step else PUT_OFF
