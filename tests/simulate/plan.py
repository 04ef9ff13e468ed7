"""The plan of a night, from its seed: which date, which policy, who is on call, how much is to go wrong."""

from __future__ import annotations

import random  # noqa: TID251
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Europe/London")
POLICIES = ("prospect365",) * 6 + ("flatpeak", "informed", "kustomer", "pugpig")
FIRST, LAST = date(2025, 1, 1), date(2031, 12, 30)
BEGINS, ENDS = time(16, 25), time(9, 35)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One night. `holes`: layers in which nobody is on call; `storm`: how many report one outage; `has_spare`: a second
    provider of texts."""

    seed: int
    policy: str
    begins: datetime
    ends: datetime
    reports: int
    storm: int
    others: int
    holes: tuple[str, ...]
    faults: int
    mishaps: int
    has_spare: bool = False

    @classmethod
    def of(cls, seed: int) -> Plan:
        """The plan that follows from a seed."""
        chance = random.Random(f"plan {seed}")
        day = _day(chance)
        storm = chance.randint(8, 60) if chance.random() < 0.04 else 0
        return cls(
            seed=seed,
            policy="prospect365" if storm else chance.choice(POLICIES),
            begins=_instant(day, BEGINS),
            ends=_instant(day + timedelta(days=1), ENDS),
            reports=chance.choice((1, 1, 1, 2, 2, 3, 5)),
            storm=storm,
            others=chance.choice((0, 0, 0, 1, 2)),
            holes=tuple(layer for layer in ("primary", "backup", "duty-manager") if chance.random() < 0.08),
            faults=chance.choice((0, 0, 1, 2, 4)),
            mishaps=chance.choice((0, 0, 0, 1, 2, 3)),
            has_spare=chance.random() < 0.3,
        )


def _day(chance: random.Random) -> date:
    """An evening: of a weekend, before a clock change, of a bank holiday or before it more often than they are."""
    kind = chance.random()
    day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    if kind < 0.15:
        return _clock_change(day.year, chance.choice((3, 10))) - timedelta(days=chance.choice((0, 1, 1, 1)))
    if kind < 0.35:
        free = sorted(holidays.country_holidays("GB", subdiv="ENG", years=day.year))
        return max(chance.choice(free) - timedelta(days=chance.choice((0, 1))), FIRST)
    if kind < 0.55:
        return day + timedelta(days=4 - day.weekday() + chance.choice((0, 1, 2)))
    return day


def _clock_change(year: int, month: int) -> date:
    """The last Sunday of March or October."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE).astimezone(UTC)
