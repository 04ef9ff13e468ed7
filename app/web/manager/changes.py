"""What was changed: every event that belongs to no report, by room and by person, on a page and as a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.timeline_sorts import PORTAL
from app.domain.words import cleaned
from app.operations import record
from app.store import staff, staff_names, timeline
from app.store.timeline import Event
from app.web.manager.cells import line
from app.web.manager.guard import person
from app.web.room import desk

PAGE, BLOCK = 50, 500
ROOMS: Mapping[str, tuple[str, tuple[str, ...]]] = {  # by what stands in the address: the name, how its kinds begin
    "people": ("People", ("person.",)),
    "rota": ("Rota", ("rota.",)),
    "customers": ("Customers", ("customer.", "key.")),
    "maintenance": ("Maintenance", ("maintenance.",)),
    "drills": ("Drills", ("drill.",)),
    "systems": ("Other systems", ("webhook.", "token.")),
    "views": ("Shared views", ("view.",)),
    "privacy": ("Privacy", ("privacy.", "personal.")),
    "alarms": ("Alarms", ("alarm.",)),
    "mails": ("Mails of the portal", ("night.", "week.")),
    "messages": ("Messages to staff", ("delivery.",)),
}
APART = "delivery."  # there are many of them, and they change nothing: they are shown where their room is asked for
OTHERS: Mapping[str, tuple[str, Collection[str]]] = {
    "portal": ("The portal", (PORTAL,)),
    "command": ("A command", (record.COMMAND,)),
    "administrator": ("An administrator, by command", (record.ADMINISTRATOR,)),
}
ANY_ROOM, ANYBODY = "Any room", "Anybody"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for: a room and a person, empty for any, and what that means to the timeline."""

    told: Mapping[str, str]
    prefixes: tuple[str, ...]
    actors: frozenset[str]

    def query(self, **more: str) -> str:
        """As it stands in an address, after the question mark."""
        return urlencode({**self.told, **more})


def show() -> ResponseReturnValue:
    """The newest changes that match, fifty a page."""
    with desk().database.reading() as db:
        names = _names(db)
        asked = _asked(names)
        found = _found(db, asked, _before(), PAGE + 1)
    shown = found[:PAGE]
    older = f"/manage/changes?{asked.query(before=str(shown[-1].id))}" if len(found) > PAGE else None
    return render_template(
        "manager/changes.html",
        events=shown,
        room_of=room_of,
        rooms={"": ANY_ROOM, **{slug: name for slug, (name, _) in ROOMS.items()}},
        people={"": ANYBODY, **{slug: words for slug, (words, _) in names.items()}},
        asked=asked,
        next_page=older,
        person=person(),
    )


def as_csv() -> ResponseReturnValue:
    """All that match, a block at a time: no more is ever in memory, and no transaction stays open."""
    with desk().database.reading() as db:
        asked = _asked(_names(db))
    named = {"Content-Disposition": 'attachment; filename="changes.csv"'}
    return Response(stream_with_context(_lines(asked)), mimetype="text/csv", headers=named)


def room_of(event: Event) -> str:
    """The room that an event belongs to, in words."""
    return next((name for name, prefixes in ROOMS.values() if event.kind.startswith(prefixes)), "Other")


def _lines(asked: Asked) -> Iterator[str]:
    zone, before = desk().policy.hours.zone, None
    yield line([f"at ({zone})", "room", "by", "what was changed", "kind"])
    while True:
        with desk().database.reading() as db:
            events = _found(db, asked, before, BLOCK)
        for event in events:
            at = event.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
            yield line([at, room_of(event), event.actor, event.text, event.kind])
        if len(events) < BLOCK:
            return
        before = events[-1].id


def _found(db: Session, asked: Asked, before: int | None, limit: int) -> Sequence[Event]:
    return timeline.changes(db, prefixes=asked.prefixes, without=APART, actors=asked.actors, before=before, limit=limit)


def _names(db: Session) -> dict[str, tuple[str, Collection[str]]]:
    """Who can have changed something, by what stands in the address: their words, and their names on the record."""
    had = staff_names.had(db)
    return {**{one.id: (one.name, had[one.id]) for one in staff.everybody(db)}, **OTHERS}


def _asked(names: Mapping[str, tuple[str, Collection[str]]]) -> Asked:
    """What means nothing is as if it were not there."""
    room, who = (cleaned(request.args.get(name)) for name in ("room", "who"))
    room, who = room if room in ROOMS else "", who if who in names else ""
    told = {name: words for name, words in (("room", room), ("who", who)) if words}
    return Asked(told=told, prefixes=ROOMS[room][1] if room else (), actors=frozenset(names[who][1] if who else ()))


def _before() -> int | None:
    words = request.args.get("before", "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 18 else None
