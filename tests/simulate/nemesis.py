"""The nemesis of a simulated night: kills, outages, a clock that is set wrong, a database that somebody holds."""

from __future__ import annotations

import random  # noqa: TID251
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulate.night import Night

KINDS = ("kill", "kill", "killed while it writes", "killed while it writes", "outage", "clock", "clock", "lock")
STEP_SECONDS = 30


class Killed(BaseException):
    """The process is gone, at this very statement."""


class Nemesis:
    """Does a few things in a night that nobody expects."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._chance = random.Random(f"nemesis {night.plan.seed}")
        self._holder: sqlite3.Connection | None = None

    def plans(self, around: list[timedelta]) -> None:
        """Puts its mishaps on the agenda, near what happens anyhow: in the small hours nothing would notice them."""
        for _ in range(self._night.plan.mishaps):
            at = self._chance.choice(around) + timedelta(seconds=self._chance.uniform(-5, 1200))
            kind = self._chance.choice(KINDS)
            self._night.agenda.at(self._night.plan.begins + at, lambda kind=kind: self._strikes(kind))  # type: ignore[misc]

    def _strikes(self, kind: str) -> None:
        seconds = self._chance.uniform(0.2, 5)
        if kind == "clock":
            self._night.steps_clock(timedelta(seconds=self._chance.uniform(-STEP_SECONDS, STEP_SECONDS)))
        elif kind == "lock":
            self._holds(timedelta(seconds=self._chance.uniform(1, 60)))
        elif kind == "outage":
            self._night.dies(timedelta(seconds=self._chance.choice((60, 600, 7200))), "an outage")
        elif kind == "kill":
            self._night.dies(timedelta(seconds=seconds), "killed")
        else:
            self._night.says("the dispatcher will be killed while it writes")
            self._night.transactions_left = self._chance.randint(0, 8)

    def _holds(self, wait: timedelta) -> None:
        """Another program holds the database's lock for a while."""
        if self._holder:
            return
        self._night.says(f"somebody holds the database for {wait.total_seconds():.0f} s")
        self._holder = sqlite3.connect(self._night.stage.path, isolation_level=None)
        self._holder.execute("BEGIN IMMEDIATE")
        self._night.breaks(wait)
        self._night.agenda.after(wait, self.lets_go)

    def lets_go(self) -> None:
        """The lock is free again."""
        if self._holder:
            self._holder.execute("ROLLBACK")
            self._holder.close()
            self._holder = None
            self._night.says("the database is free again")
