"""The watch: reads what the database holds after each event, and keeps the fold of the timeline beside it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.store import beats
from app.store.incidents import Incident
from app.store.staff import Staff
from app.store.timeline import Event
from tests.simulate.folding import WAKING, Told
from tests.simulate.stage import Stage

_I, _E = Incident.__table__.c, Event.__table__.c
_ROWS = select(
    _I.id, _I.reference, _I.opened_at, _I.next_page_at, _I.step, _I.acknowledged_at, _I.acknowledged_by, _I.replied_at,
    _I.first_acknowledged_at, _I.resolved_at, _I.confirmed_at, _I.respond_by, _I.missed_at, _I.closed_by,
)  # fmt: skip


@dataclass
class Seen:
    """What there was to see at one instant. `calm_since`: since when nothing of the portal's own was broken.

    taken_at, paged_at: the true instants at which an incident was first seen taken, or paged last. `slack` is how far
    the portal's clock was moved in all.
    """

    now: datetime
    true: datetime
    calm_since: datetime
    slack: timedelta
    rows: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=lambda: defaultdict(Told))
    promises: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    taken_at: dict[str, datetime] = field(default_factory=dict)
    paged_at: dict[str, datetime] = field(default_factory=dict)
    beat_fault: str = ""
    beat_at: datetime | None = None
    silences: list[float] = field(default_factory=list)
    holes: tuple[str, ...] = ()

    def is_waiting(self, incident_id: str) -> bool:
        """Whether nobody has it."""
        row = self.rows[incident_id]
        return row.acknowledged_at is None and row.resolved_at is None


class Watch:
    """Looks at one night's database."""

    def __init__(self, stage: Stage, holes: tuple[str, ...]) -> None:
        desk, clock = stage.desk, stage.clock
        self._stage, self._desk, self._clock = stage, desk, clock
        self._commits = -1
        self._last = 0
        self.events: list[Any] = []
        self.seen = Seen(now=clock.now(), true=clock.true, calm_since=clock.true, slack=timedelta(0), holes=holes)
        with desk.database.reading() as session:
            self.seen.names = dict(session.execute(select(Staff.id, Staff.name)).all())  # type: ignore[arg-type]

    def look(self) -> Seen:
        """What there is now. `events` gathers those that are new, until somebody clears it."""
        seen = self.seen
        seen.now, seen.true = self._clock.now(), self._clock.true
        if self._commits != self._stage.commits:
            self._commits = self._stage.commits
            self._read()
        return seen

    def _read(self) -> None:
        seen = self.seen
        with self._desk.database.reading() as session:
            new = session.execute(select(Event.__table__).where(_E.id > self._last).order_by(_E.id)).all()
            for row in session.execute(_ROWS):
                self._take(row)
            for incident_id in seen.rows.keys() - seen.promises.keys():
                seen.promises[incident_id] = session.scalars(select(_I.promise).where(_I.id == incident_id)).one()
            beat = beats.latest(session)
            seen.beat_fault, seen.beat_at = (beat.fault, beat.at) if beat else ("", None)
        self.events += new
        for event in new:
            self._last = event.id
            if event.incident_id:
                seen.told[event.incident_id].take(event)
            if event.kind in ("paged", "handed_back", "lapsed", "reopened"):
                if event.kind == "paged" and self._counts(event.incident_id):
                    seen.silences.append((seen.true - seen.paged_at[event.incident_id]).total_seconds())
                seen.paged_at[event.incident_id] = seen.true

    def _take(self, row: Any) -> None:
        seen = self.seen
        seen.rows[row.id] = row
        seen.paged_at.setdefault(row.id, seen.true)
        if seen.is_waiting(row.id):
            seen.taken_at.pop(row.id, None)
        else:
            seen.taken_at.setdefault(row.id, seen.true)

    def _counts(self, incident_id: str) -> bool:
        """Whether a silence of this incident tells something: its steps wake people, and nothing was broken."""
        seen = self.seen
        steps = seen.promises[incident_id]["escalation"]["steps"]
        wakes = any(WAKING & set(step["media"]) for step in steps)
        return wakes and seen.calm_since <= seen.paged_at[incident_id]
