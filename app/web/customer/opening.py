"""What the customer is told of the hours: the gate, the aim, and when the daytime team is there next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain import span_words, targets
from app.domain.calendar import CalendarError
from app.domain.gate import gate
from app.web.room import desk, now


def opening() -> dict[str, Any]:
    """For a page: `gate`, `aim` ("2 hours", or nothing) and `morning` (when the daytime team is there, if known)."""
    return {"gate": gate(desk().rules, now()), "aim": _aim(), "morning": _morning()}


def _aim() -> str:
    """The target that is due first for a report of this instant, at its most severe, of a customer not known."""
    made = targets.promises(desk().rules, desk().policy.severities[0].slug, now())
    due = {one.due: one.target for one in made if one.due and one.target.measures == "response"}
    return span_words.promised(due[min(due)]) if due else ""


def _morning() -> datetime | None:
    try:
        return desk().rules.calendar.next_open(now())
    except CalendarError:
        return None
