"""Links: the chain that seals the timeline, a link an event, appended after the event and never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, Row, Select, bindparam, exists, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain import chain
from app.store.base import Base, put
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.timeline import Event

AGAIN = 1_000  # events before the newest link's among which one may have been committed after it
ADVISORY_LOCK = 7_031_978  # one writer at a time; the migrations have the number before


class Link(Base):
    """One link; what its columns seal is told in `domain.chain`. No foreign key, which would lock each event's row."""

    __tablename__ = "links"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), unique=True)
    salt: Mapped[str]
    content: Mapped[str]
    linked_at: Mapped[datetime]
    completes: Mapped[bool]
    hash: Mapped[str]


def head(session: Session) -> chain.Link | None:
    """The newest link."""
    row = session.connection().execute(_HEAD).first()
    return _link(row) if row else None


def hold(session: Session) -> None:
    """Lets nobody else append until the end of the transaction."""
    if session.get_bind().dialect.name == "postgresql":  # on SQLite who writes is alone anyway
        session.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))


def append(session: Session, links: Sequence[chain.Link]) -> None:
    """Appends links in one statement."""
    put(session, Link, [vars(link) for link in links])


def waiting(session: Session, after: int, limit: int) -> list[chain.Event]:
    """Events after that id which have no link yet, by id."""
    return [_event(row) for row in session.connection().execute(_WAITING, {"after": after, "limit": limit})]


def removals_for(session: Session, events: Collection[int]) -> Iterator[chain.Event]:
    """The events that may say of these that they were erased, linked or not: those about the same report or incident.

    For those about none it is all that are about none either: one for each colleague who has left.
    """
    connection = session.connection()
    ties = connection.execute(_TIES, {"events": list(events)}).all()
    for column in (_timeline.c.report_id, _timeline.c.incident_id):
        whose = {getattr(row, column.name) for row in ties} - {None}
        if whose:
            rows = connection.execute(select(_timeline).where(_timeline.c.kind == chain.REMOVED, column.in_(whose)))
            yield from (_event(row) for row in rows)
    if any(row.report_id is None and row.incident_id is None for row in ties):
        yield from (_event(row) for row in connection.execute(_REMOVALS_OF_NO_REPORT))


def left_out(session: Session) -> tuple[int, chain.Event | None]:
    """How many events have no link, and the one that is oldest by its own time. Looks at the whole timeline."""
    count = session.scalar(select(func.count()).select_from(Event).where(_UNLINKED)) or 0
    row = session.connection().execute(_OLDEST).first() if count else None
    return count, _event(row) if row else None


def left_out_between(session: Session, after: int, last: int) -> tuple[int, int, chain.Event | None]:
    """The newest event's id; and of the events up to `last`: how many have no link, and the oldest such by its time."""
    newest = session.scalar(select(func.max(Event.id))) or 0
    among = (_timeline.c.id > after, _timeline.c.id <= last, _UNLINKED)
    count = session.scalar(select(func.count()).select_from(_timeline).where(*among)) or 0
    query = select(_timeline).where(*among).order_by(_timeline.c.at, _timeline.c.id).limit(1)
    row = session.connection().execute(query).first() if count else None
    return newest, count, _event(row) if row else None


def event_of(session: Session, event_id: int | None) -> chain.Event | None:
    """The event of that id, if it still has no link."""
    row = session.connection().execute(select(_timeline).where(_timeline.c.id == event_id, _UNLINKED)).first()
    return _event(row) if row else None


def oldest_waiting(session: Session) -> datetime | None:
    """When the first event happened that has no link yet. Those just below the newest link are looked at again."""
    newest = head(session)
    row = (
        session.connection().execute(_WAITING, {"after": newest.event_id - AGAIN if newest else 0, "limit": 1}).first()
    )
    return row.at if row else None


def after(session: Session, seq: int, limit: int) -> list[tuple[chain.Link, chain.Event | None]]:
    """The next links in order, each with its event, or None where there is none."""
    rows = session.connection().execute(_AFTER, {"seq": seq, "limit": limit})
    return [(_link(row), None if row.id is None else _event(row)) for row in rows]


def event_after(session: Session, seq: int) -> int | None:
    """The id of the event that the next link seals."""
    found: int | None = session.scalar(select(Link.event_id).where(Link.seq > seq).order_by(Link.seq).limit(1))
    return found


def of_events(session: Session, events: Collection[int]) -> list[tuple[chain.Event, str, chain.Link]]:
    """These events that have a link, in the chain's order: each with the hash before its link, and the link."""
    rows = session.connection().execute(_OF_EVENTS, {"events": list(events)})
    return [(_event(row), row.previous or chain.START, _link(row)) for row in rows]


def reference_of(session: Session, event_id: int) -> str:
    """The reference of the report or the incident that an event is about, if it is about one that is known."""
    found = session.scalar(_REFERENCE, {"event_id": event_id})
    return found or ""


def _link(row: Row[Any]) -> chain.Link:
    return chain.Link(seq=row.seq, event_id=row.event_id, salt=row.salt, content=row.content, linked_at=row.linked_at,
                      completes=row.completes, hash=row.hash)  # fmt: skip


def _event(row: Row[Any]) -> chain.Event:
    return chain.Event(id=row.id, report_id=row.report_id, incident_id=row.incident_id, at=row.at, kind=row.kind,
                       actor=row.actor, text=row.text, facts=row.facts)  # fmt: skip


_links, _timeline = Link.__table__, Event.__table__
_HEAD: Select[Any] = select(_links).order_by(_links.c.seq.desc()).limit(1)
_UNLINKED = ~exists().where(_links.c.event_id == _timeline.c.id).correlate(_timeline)
_WAITING: Select[Any] = (
    select(_timeline)
    .where(_timeline.c.id > bindparam("after"), _UNLINKED)
    .order_by(_timeline.c.id)
    .limit(bindparam("limit"))
)
_OLDEST: Select[Any] = select(_timeline).where(_UNLINKED).order_by(_timeline.c.at, _timeline.c.id).limit(1)
_TIES: Select[Any] = (
    select(_timeline.c.report_id, _timeline.c.incident_id)
    .where(_timeline.c.id.in_(bindparam("events", expanding=True)))
    .distinct()
)
_REMOVALS_OF_NO_REPORT: Select[Any] = select(_timeline).where(
    _timeline.c.report_id.is_(None), _timeline.c.incident_id.is_(None), _timeline.c.kind == chain.REMOVED
)
_REFERENCE = (
    select(func.coalesce(Report.reference, Incident.reference))
    .select_from(Event)
    .outerjoin(Report, Report.id == Event.report_id)
    .outerjoin(Incident, Incident.id == Event.incident_id)
    .where(Event.id == bindparam("event_id"))
)
_before = _links.alias()
_OF_EVENTS: Select[Any] = (
    select(_links, _timeline, _before.c.hash.label("previous"))
    .join_from(_links, _timeline, _timeline.c.id == _links.c.event_id)
    .outerjoin(_before, _before.c.seq == _links.c.seq - 1)
    .where(_links.c.event_id.in_(bindparam("events", expanding=True)))
    .order_by(_links.c.seq)
)
_AFTER: Select[Any] = (
    select(_links, _timeline)
    .outerjoin_from(_links, _timeline, _timeline.c.id == _links.c.event_id)
    .where(_links.c.seq > bindparam("seq"))
    .order_by(_links.c.seq)
    .limit(bindparam("limit"))
)
