"""What the customer is told of the hours: the gate, the aim, and when the daytime team is there next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.domain.calendar import CalendarError
from app.domain.gate import gate
from app.web.room import desk, now


def opening() -> dict[str, Any]:
    """For a page: `gate`, `aim` ("2 hours", or nothing) and `morning` (when the daytime team is there, if known)."""
    return {"gate": gate(desk().rules, now()), "aim": _aim(), "morning": _morning()}


def _aim() -> str:
    promised = (target.within for target in desk().policy.targets if target.measures == "response")
    spans = [within for within in promised if isinstance(within, timedelta)]
    return _in_words(min(spans)) if spans else ""


def _in_words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    amount, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"


def _morning() -> datetime | None:
    try:
        return desk().rules.calendar.next_open(now())
    except CalendarError:
        return None
