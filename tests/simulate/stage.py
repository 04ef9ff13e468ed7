"""The stage: a portal with its pages, built once for a policy and played on night after night."""

from __future__ import annotations

import shutil
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import structlog
from sqlalchemy import event

from app import create_app, demo
from app.desk import Desk
from app.letters import Stationery
from config import Settings
from tests.simulate.agenda import Clock
from tests.simulate.mint import SeededMint
from tests.simulate.reading import Reading
from tests.world.clock import StillClock
from tests.world.world import OPENING

LOCK_MILLISECONDS = 1  # that a writer waits for somebody's lock: the night's clock stands still meanwhile

SAID = ("event", "fault", "chore", "route")


class Stage:
    """A desk and its pages on a SQLite file, which each night begins with the demo's people alone."""

    def __init__(self, folder: Path, policy: str) -> None:
        self.path = folder / f"{policy}.db"
        self._template = _template(folder)
        settings = Settings.from_env({"DATABASE_URL": f"sqlite:///{self.path}", "POLICY": policy})
        self.clock, self.mint = Clock(), SeededMint()
        desk = Desk.open(settings, clock=self.clock)
        stationery = Stationery(desk.rules.policy, settings.public_url, self.mint, None)
        self.desk = replace(desk, mint=self.mint, stationery=stationery)
        self.commits = 0
        self._reading: Reading | None = None
        self.on_transaction: Callable[[], None] | None = None
        engine = self.desk.database._engine
        event.listen(engine, "connect", _is_impatient)
        event.listen(engine, "begin", self._transaction, insert=True)  # before the portal begins one
        event.listen(engine, "commit", self._commits)
        self.app = create_app(settings, desk=self.desk)
        self.faults: list[str] = []
        structlog.configure(processors=[self._hears])

    def begins(self, seed: int) -> None:
        """A night begins: nothing is left of the one before."""
        self.close()
        for ending in ("-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self._template, self.path)
        self.mint.begins(seed)
        self.faults.clear()

    @property
    def reading(self) -> Reading:
        """A look into the database of this night."""
        self._reading = self._reading or Reading(self.path)
        return self._reading

    def _hears(self, _: object, level: str, fields: MutableMapping[str, Any]) -> NoReturn:
        """The portal's log is kept only where it speaks of a fault of the portal's own."""
        if level == "error" and not fields.get("away"):
            self.faults.append(" ".join(str(fields[name]) for name in SAID if name in fields))
        raise structlog.DropEvent

    def _transaction(self, _: object) -> None:
        if self.on_transaction:
            self.on_transaction()

    def _commits(self, connection: object) -> None:
        self._transaction(connection)
        self.commits += 1

    def close(self) -> None:
        """Gives the database's connections back."""
        if self._reading:
            self._reading.close()
            self._reading = None
        self.desk.database.close()


@cache
def _template(folder: Path) -> Path:
    """A database with the demo's people, to be copied."""
    path = folder / "template.db"
    desk = Desk.open(Settings.from_env({"DATABASE_URL": f"sqlite:///{path}"}), clock=StillClock(OPENING))
    desk = replace(desk, mint=SeededMint())
    demo.furnish(desk)
    desk.database.close()
    return path


def _is_impatient(connection: object, _: object) -> None:
    connection.execute(f"PRAGMA busy_timeout = {LOCK_MILLISECONDS}")  # type: ignore[attr-defined]
