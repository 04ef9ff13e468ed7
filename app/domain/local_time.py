"""Local times as people type them, and which instants they name: one, on a clock-change night two or none."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.calendar import FIRST_YEAR, LAST_YEAR


def read(words: str) -> datetime | None:
    """The date and time on the wall that the words are ("2026-11-24T17:00", or with a blank), without a zone."""
    try:
        wall = datetime.fromisoformat(words.strip())
    except ValueError:
        return None
    has_time = len(words.strip()) > len("2026-11-24")
    return wall if has_time and wall.tzinfo is None and FIRST_YEAR <= wall.year <= LAST_YEAR else None


def instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """The instants in UTC at which the zone's clocks show that time, in order.

    There are two in the hour that happens twice, and none in the hour that is skipped.
    """
    there = ZoneInfo(zone)
    found = {wall.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(at for at in found if at.astimezone(there).replace(tzinfo=None) == wall))


def on_the_wall(at: datetime, zone: str) -> str:
    """The instant as a form's field holds it: "2026-11-24T17:00"."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def is_the_second(at: datetime, zone: str) -> bool:
    """Whether the clocks showed that time once before: they have just gone back."""
    return at.astimezone(ZoneInfo(zone)).fold == 1


def told_apart(at: datetime, zone: str) -> str:
    """The name of the time ("BST") where the clocks show it twice, so that it can be told apart; else nothing."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%Z}" if len(instants(local.replace(tzinfo=None, fold=0), zone)) > 1 else ""
