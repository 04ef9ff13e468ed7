"""The watch: reads what the database holds after each event, and keeps the fold of the timeline beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.simulate.folding import WAKING, Told
from tests.simulate.reading import Reading
from tests.simulate.stage import Stage

_ROWS = """SELECT id, reference, lead_id, opened_at, next_page_at, step, acknowledged_at, acknowledged_by, replied_at,
    first_acknowledged_at, resolved_at, confirmed_at, respond_by, resolve_by, missed_at, closed_by,
    next_watch_at FROM incidents"""
_PROMISE = "SELECT promise FROM incidents WHERE id = ?"
_EVENTS = "SELECT id, at, kind, text, actor, incident_id, facts FROM timeline WHERE id > ? ORDER BY id"
_BEAT = "SELECT at, fault FROM beats ORDER BY at DESC LIMIT 1"


@dataclass
class Seen:
    """What there was to see at one instant. `calm_since`: since when nothing of the portal's own was broken.

    taken_at, paged_at: the true instants at which an incident was first seen taken, or paged last; opened_at: at which
    it was first seen. clocks: when each was due at first. unsent: those of which no page was sent. `slack` is how far
    the portal's clock was moved in all.
    """

    now: datetime
    true: datetime
    calm_since: datetime
    slack: timedelta
    rows: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    by_reference: dict[str, Told] = field(default_factory=dict)
    promises: dict[str, dict[str, Any]] = field(default_factory=dict)
    clocks: dict[str, datetime | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    taken_at: dict[str, datetime] = field(default_factory=dict)
    paged_at: dict[str, datetime] = field(default_factory=dict)
    opened_at: dict[str, datetime] = field(default_factory=dict)
    unsent: set[str] = field(default_factory=set)
    beat_fault: str = ""
    beat_at: datetime | None = None
    silences: list[float] = field(default_factory=list)
    holes: tuple[str, ...] = ()

    def is_waiting(self, incident_id: str) -> bool:
        """Whether nobody has it."""
        row = self.rows[incident_id]
        return row.acknowledged_at is None and row.resolved_at is None

    def is_paged_for(self, incident_id: str) -> bool:
        """Whether nobody has it, and no other is paged for it."""
        return self.rows[incident_id].lead_id is None and self.is_waiting(incident_id)


class Watch:
    """Looks at one night's database."""

    def __init__(self, stage: Stage, holes: tuple[str, ...]) -> None:
        clock = stage.clock
        self._stage, self._clock = stage, clock
        self._commits = -1
        self._last = 0
        self.events: list[Any] = []
        self.seen = Seen(now=clock.now(), true=clock.true, calm_since=clock.true, slack=timedelta(0), holes=holes)
        self.seen.names = {one.id: one.name for one in stage.reading.rows("SELECT id, name FROM staff")}

    def look(self) -> Seen:
        """What there is now. `events` gathers those that are new, until somebody clears it."""
        seen = self.seen
        seen.now, seen.true = self._clock.now(), self._clock.true
        if self._commits != self._stage.commits:
            self._commits = self._stage.commits
            self._read(self._stage.reading)
        return seen

    def _read(self, reading: Reading) -> None:
        seen = self.seen
        new = reading.rows(_EVENTS, self._last)
        for row in reading.rows(_ROWS):
            self._take(row, reading)
        for beat in reading.rows(_BEAT):
            seen.beat_fault, seen.beat_at = beat.fault, beat.at
        self.events += new
        for event in new:
            self._last = event.id
            if event.incident_id:
                seen.told[event.incident_id].take(event)
            if event.kind in ("paged", "handed_back", "lapsed", "undone", "reopened"):
                if event.kind == "paged" and self._counts(event.incident_id):
                    seen.silences.append((seen.true - seen.paged_at[event.incident_id]).total_seconds())
                seen.paged_at[event.incident_id] = seen.true

    def _take(self, row: Any, reading: Reading) -> None:
        seen = self.seen
        if row.id not in seen.rows:
            self._meet(row, reading)
        seen.rows[row.id] = row
        if seen.is_waiting(row.id):
            seen.taken_at.pop(row.id, None)
        else:
            seen.taken_at.setdefault(row.id, seen.true)

    def _meet(self, row: Any, reading: Reading) -> None:
        """An incident that is new."""
        seen = self.seen
        seen.paged_at[row.id] = seen.opened_at[row.id] = seen.true
        seen.clocks[row.id] = row.respond_by
        seen.unsent.add(row.id)
        seen.told[row.id] = seen.by_reference[row.reference] = Told(leads=seen.by_reference)
        seen.promises[row.id] = reading.rows(_PROMISE, row.id)[0].promise

    def _counts(self, incident_id: str) -> bool:
        """Whether a silence of this incident tells something: its steps wake people, and nothing was broken."""
        seen = self.seen
        steps = seen.promises[incident_id]["escalation"]["steps"]
        wakes = any(WAKING & set(step["media"]) for step in steps)
        return wakes and seen.calm_since <= seen.paged_at[incident_id]
