"""Somebody with the database's password: what they do to the record, past the triggers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from app.domain import chain
from app.linker import Linker
from app.store.links import Link
from app.store.timeline import Event
from tests.web.seen import kept
from tests.world import World


class Tamperer:
    """Owns the database of a world, and so is stopped by no trigger."""

    def __init__(self, world: World) -> None:
        self.world = world

    def does(self, *statements: str, **values: Any) -> None:
        """Runs statements with the triggers out of the way."""
        with self.world.desk.database.writing() as session:
            if self.world.desk.database.is_sqlite:
                for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                    session.execute(text(f"DROP TRIGGER {name}"))
            else:
                session.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in statements:
                wanted = {name: value for name, value in values.items() if f":{name}" in statement}
                session.execute(text(statement), wanted)

    def puts_in(self, **changes: Any) -> None:
        """An event that never happened, after the newest unless an id is given."""
        with self.world.desk.database.writing() as session:
            usual = {"report_id": None, "incident_id": None, "kind": "acknowledged", "actor": "Dana Okafor",
                     "text": "Dana acknowledged by web", "facts": {}}  # fmt: skip
            session.add(Event(**usual | changes))

    def forges(self, place: int) -> None:
        """Makes the link of an event anew, so that it fits what the event says now."""
        rows = sorted(kept(self.world, "links"), key=lambda row: row["seq"])
        events = {row["id"]: row for row in kept(self.world, "timeline")}
        row = rows[place]
        event = chain.Event(**events[row["event_id"]])
        made = chain.forged(rows[place - 1]["hash"] if place else chain.START, row["seq"], event, salt=row["salt"],
                            content=chain.content(event, row["salt"]), linked_at=row["linked_at"],
                            completes=row["completes"])  # fmt: skip
        self.does("UPDATE links SET content = :content, hash = :hash WHERE seq = :seq",
                  content=made.content, hash=made.hash, seq=made.seq)  # fmt: skip

    def starts_anew(self) -> None:
        """Takes the whole chain away, and lets a dispatcher that is just started make another one of what is left."""
        self.does(f"DELETE FROM {Link.__tablename__}")
        linker = Linker(self.world.desk, "just started")
        while linker.turn(self.world.clock.now()):
            pass
