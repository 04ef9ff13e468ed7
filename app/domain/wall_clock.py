"""Which instants a zone's wall clock shows as one time: none where it is left out, two where the clocks go back."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def instants(zone: str, shown: datetime) -> tuple[datetime, ...]:
    """The instants in UTC, the earlier first, at which the zone's wall clock shows that date and time."""
    local = ZoneInfo(zone)
    meant = {shown.replace(tzinfo=local, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(at for at in meant if at.astimezone(local).replace(tzinfo=None) == shown))
