"""The audit: in every state, an open incident that nobody has must have a next step, as soon as its own steps say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain import escalation
from app.operations.paging import PUT_OFF
from app.store import chores, deliveries, groups, incidents

LATE = timedelta(minutes=1)
CHORE_LATE = timedelta(minutes=10)
AHEAD = timedelta(minutes=1)  # a report may come after `now` was read, and a clock may be ahead, or be set back


def fault(session: Session, now: datetime, expected: Collection[str] = ()) -> str:
    """What is wrong, or nothing: no next step, one later than the frozen steps allow, or anything that is overdue.

    `expected` are the chores by name that dispatchers of this release see to.
    """
    silent = [
        one.reference
        for one in incidents.waiting(session)
        if one.next_page_at is None or one.next_page_at > now + longest_silence(one.promise, one.step) + AHEAD
    ]
    if silent:
        return f"no next page in its time: {', '.join(silent)}"
    strays = groups.strays(session)
    if strays:
        return f"joined another, and not looked after with it: {', '.join(strays)}"
    due = incidents.next_due(session)
    if due and due < now - LATE:
        return "a page or a look is overdue by more than a minute"
    stuck = deliveries.oldest_stuck_page(session, now)
    if stuck and stuck < now - LATE:
        return "a page has waited for more than a minute, and nobody sends it"
    late = [name for name in expected if name in chores.due(session, now - CHORE_LATE)]
    if late:
        return f"nobody has seen to what is due now and then: {', '.join(late)}"
    return ""


def longest_silence(promise: dict[str, Any], step: int) -> timedelta:
    """How long an incident may wait for its next step, by the steps that it keeps: `step` is the one to come."""
    policy = escalation.thawed(promise["escalation"])
    return max(escalation.wait_after(policy, step - 1), PUT_OFF) if step else PUT_OFF
