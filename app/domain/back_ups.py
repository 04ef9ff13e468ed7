"""Back-ups: how a copy is named by its instant, and how long it is kept."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.service_levels import Retention

DEFAULT = Retention(daily=timedelta(days=30), month_days=(), months=1, clause="")  # where the policy promises nothing

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"portal-(20\d{6}T\d{6}Z)\.(?:db|dump)")


def name(at: datetime, ending: str) -> str:
    """The name of a copy made at that instant: "portal-20261121T030208Z.db"."""
    return f"portal-{at.astimezone(UTC):{_STAMP}}.{ending}"


def instant(name: str) -> datetime | None:
    """When a copy of that name was made; None for a name that is not one of ours."""
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def kept_until(at: datetime, rule: Retention, zone: str) -> datetime:
    """Until when a copy is kept. Which day of which month it is of is told by the clocks of the zone."""
    local = at.astimezone(ZoneInfo(zone))
    daily = at + rule.daily
    return max(daily, _months_later(local, rule.months)) if local.day in rule.month_days else daily


def doomed(copies: Collection[datetime], rule: Retention, now: datetime, zone: str) -> set[datetime]:
    """Which copies are kept no longer; never the newest."""
    if not copies:
        return set()
    return {at for at in copies if kept_until(at, rule, zone) <= now} - {max(copies)}


def _months_later(local: datetime, months: int) -> datetime:
    """The same time on the same day of a later month, or on its last day where it has no such day."""
    years, month = divmod(local.month - 1 + months, 12)
    year = local.year + years
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)
