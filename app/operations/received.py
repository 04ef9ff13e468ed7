"""Received: what the timeline says of a report that has come in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.domain import times
from app.domain.policy import SupportPolicy
from app.domain.triage import Decision
from app.operations import record

if TYPE_CHECKING:
    from app.operations.intake import NewReport

DECIDING = ("decides", "noted", "not met")


def came_in(report_id: str, new: NewReport, policy: SupportPolicy, now: datetime, at: datetime) -> record.Row:
    """Who reported it; and since when it had waited, where it could not be kept at once."""
    text = f"{new.name or 'Somebody'} of {new.company or 'a company not named'} reported it by {new.source}"
    facts = {}
    if at < now:
        facts["came_in"] = times.near_time(at, now, policy.hours.local)
        text += f" at {facts['came_in']}; it was kept in a file while the database was away"
    return record.event("report.received", text, now, report_id=report_id, actor=record.CUSTOMER, **facts)


def judged(report_id: str, decision: Decision, now: datetime) -> record.Row:
    """What the policy says of it."""
    clauses = ", ".join(reason.clause for reason in decision.reasons if reason.outcome in DECIDING)
    words = {"accepted": "Accepted: an incident opened", "closed": "Not accepted: the gate is closed"}
    text = words.get(decision.verdict, "Not accepted: not covered") + (f" ({clauses})" if clauses else "")
    return record.event(f"verdict.{decision.verdict}", text, now, report_id=report_id)
