"""What templates may say: times by the clocks of whoever reads, and the policy itself."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from flask import Flask, g

from app.domain import local_time, message_names, timeline_sorts, times
from app.domain.amounts import amount
from app.domain.local import Local
from app.domain.sentences import say

if TYPE_CHECKING:
    from app.desk import Desk


def register(app: Flask, desk: Desk) -> None:
    """Gives the templates their filters and the values that every page shows."""
    policy = desk.policy

    def local() -> Local:
        """Whose clocks the page goes by: those of the customer whom it is for, or else the policy's."""
        found: Local = g.get("local") or policy.hours.local
        return found

    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        clock=lambda at: times.clock_time(at, local()),
        exact=lambda at: times.clock_time_exact(at, local()),
        day=lambda at: times.day_and_time(at, local()),
        date=lambda at: times.date(at, local()),
        short_date=lambda at: times.short_date(at, local()),
        calendar_day=lambda day: times.calendar_day(day, local()),
        short_day=lambda day: times.short_day_of_year(day, local()),
        wall=lambda words: times.wall_time(time.fromisoformat(words), local()),
        near=lambda at: times.near_time(at, desk.clock.now(), local()),
        full=lambda at: times.full_time(at, local()),
        full_in=times.full_time,
        table=lambda at: times.table_time(at, local()),
        apart=lambda at: local_time.told_apart(at, local().zone),
        duration=times.duration,
        amount=amount,
        message_name=lambda message: message_names.name(message.wording, message.medium),
        message_words=message_names.words,
        message_state=message_names.state,
        sort_of=lambda event: timeline_sorts.sort_of(event.kind, event.actor),
        digits=lambda number: re.sub(r"[^0-9+]", "", number),
    )

    @app.context_processor
    def shown_everywhere() -> dict[str, Any]:
        return {
            "policy": policy,
            "local": local(),
            "examples": (times.wall_example(local()), times.dated_example(local())),
            "zone": local().name,
            "now": desk.clock.now(),
            "is_demo": not desk.settings.is_production,
            "left": left,
            "clocks": lambda start, end: times.clocks_change(start, end, local()),
        }

    def service_name(slug: str) -> str:
        known = policy.service(slug) or policy.exclusion(slug)
        if known:
            return known.name
        return say("told.service_unsure") if slug == "unsure" else say("told.service_other")

    app.jinja_env.filters["service"] = service_name

    def left(due: datetime) -> str:
        span = due - desk.clock.now()
        return say("told.left" if span.total_seconds() > 0 else "told.ago", time=times.duration(span))
