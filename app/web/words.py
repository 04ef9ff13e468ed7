"""What templates may say: times in the policy's zone, and the policy itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Flask

from app.domain import local_time, times
from app.domain.amounts import amount

if TYPE_CHECKING:
    from app.desk import Desk

ZONES = {"Europe/London": "UK time"}


def register(app: Flask, desk: Desk) -> None:
    """Gives the templates their filters and the values that every page shows."""
    policy, zone = desk.policy, desk.policy.hours.zone
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        clock=lambda at: times.clock_time(at, zone),
        exact=lambda at: times.clock_time_exact(at, zone),
        day=lambda at: times.day_and_time(at, zone),
        date=lambda at: times.date(at, zone),
        calendar_day=lambda day: f"{day.day} {day:%B %Y}",
        near=lambda at: times.near_time(at, desk.clock.now(), zone),
        full=lambda at: times.full_time(at, zone),
        full_in=times.full_time,
        table=lambda at: times.table_time(at, zone),
        apart=lambda at: local_time.told_apart(at, zone),
        duration=times.duration,
        amount=amount,
    )

    @app.context_processor
    def shown_everywhere() -> dict[str, Any]:
        return {
            "policy": policy,
            "zone": zone_words(zone),
            "zone_words": zone_words,
            "now": desk.clock.now(),
            "is_demo": not desk.settings.is_production,
            "left": left,
            "clocks": lambda start, end: times.clocks_change(start, end, zone),
        }

    def service_name(slug: str) -> str:
        known = policy.service(slug) or policy.exclusion(slug)
        return known.name if known else {"unsure": "Not sure which"}.get(slug, "Something else")

    app.jinja_env.filters["service"] = service_name

    def left(due: datetime) -> str:
        span = due - desk.clock.now()
        return f"{times.duration(span)} left" if span.total_seconds() > 0 else f"{times.duration(span)} ago"


def zone_words(zone: str) -> str:
    """ "UK time", "New York time"."""
    return ZONES.get(zone) or f"{zone.rpartition('/')[2].replace('_', ' ')} time"
