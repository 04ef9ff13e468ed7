"""Report figures: what the tables say of the reports of a period, in a few questions for however many reports."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.breaches import CAUSED, NOTED, TELLING, Happening
from app.domain.figures import ACCEPTED, DECLINED, Handled
from app.domain.refusals import intent_of
from app.domain.service_levels import measured
from app.store.customers import Customer
from app.store.deliveries import PAGE_WENT, Delivery
from app.store.incidents import IS_DRILL, Incident
from app.store.reports import DRILL, Report
from app.store.timeline import Event

TAKEN_FURTHER_WITHIN = timedelta(days=1)
BY_FORM = "form"
AT_ONCE = 500  # ids in one question


def handled(session: Session, since: datetime, until: datetime, customer_id: str | None = None) -> list[Handled]:
    """The reports that were received between two instants, oldest first; drills are left out."""
    rows = session.connection().execute(_of_period(since, until, customer_id)).all()
    paged = {row.incident_id: row.at for row in session.connection().execute(_first_pages(since, until))}
    overturned = _taken_further(session, [row for row in rows if row.verdict == DECLINED and row.source == BY_FORM])
    overturned |= {row.id for row in rows if row.verdict != ACCEPTED and row.incident_id}
    return [_handled(row, paged.get(row.incident_id), row.id in overturned) for row in rows]


def of_incident(session: Session, incident_id: str) -> Handled | None:
    """The report of one incident, by the same definitions; None of a drill."""
    query = select(*_COLUMNS).join(Incident, Incident.id == Report.incident_id)
    row = session.connection().execute(query.where(Incident.id == incident_id, ~Incident.is_drill)).first()
    paged = select(func.min(Delivery.sent_at)).where(Delivery.incident_id == incident_id, PAGE_WENT)
    return _handled(row, session.scalar(paged), taken_further=False) if row else None


def drills(session: Session, since: datetime, until: datetime) -> tuple[int, int]:
    """How many drills began between two instants, and how many of them somebody answered."""
    held = (IS_DRILL, Incident.opened_at >= since, Incident.opened_at < until)
    query = select(func.count(), func.count(Incident.first_acknowledged_at)).where(*held)
    count, answered = session.execute(query).one()
    return count, answered


def happenings(session: Session, incident_ids: Collection[str]) -> dict[str, list[Happening]]:
    """What the timeline says of why these incidents were late, and what was noted of it; by incident, in order.

    A note whose words were removed is left out, for it does not say any more of which promise it was.
    """
    found: dict[str, list[Happening]] = {one: [] for one in incident_ids}
    ids = list(incident_ids)
    for at in range(0, len(ids), AT_ONCE):
        query = select(Event).where(Event.incident_id.in_(ids[at : at + AT_ONCE]), Event.kind.in_(_TOLD))
        for event in session.scalars(query.order_by(Event.at, Event.id)):
            if event.kind != NOTED or event.facts:
                found[event.incident_id or ""].append(happening(event))
    return found


def happening(event: Event) -> Happening:
    """An event, as breaches are told of it."""
    said = event.facts if event.kind in (CAUSED, NOTED) else {}
    return Happening(
        kind=event.kind,
        at=event.at,
        text=event.text,
        actor=event.actor,
        words=said.get("words", ""),
        cause=said.get("cause", ""),
        measures=measured(said),
    )


def names(session: Session, customer_ids: Collection[str]) -> dict[str, str]:
    """The names of these customers, by id; those in the archive too."""
    found: dict[str, str] = {}
    ids = list(customer_ids)
    for at in range(0, len(ids), AT_ONCE):
        query = select(Customer.id, Customer.name).where(Customer.id.in_(ids[at : at + AT_ONCE]))
        found |= {row.id: row.name for row in session.execute(query)}
    return found


def _of_period(since: datetime, until: datetime, customer_id: str | None) -> Any:
    query = (
        select(*_COLUMNS)
        .outerjoin(Incident, Incident.id == Report.incident_id)
        .where(Report.received_at >= since, Report.received_at < until, Report.source != DRILL)
        .order_by(Report.received_at, Report.id)
    )
    return query.where(Report.customer_id == customer_id) if customer_id else query


def _first_pages(since: datetime, until: datetime) -> Any:
    """When the first message of a page was handed over, by incident."""
    return (
        select(Delivery.incident_id, func.min(Delivery.sent_at).label("at"))
        .join(Incident, Incident.id == Delivery.incident_id)
        .where(Incident.opened_at >= since, Incident.opened_at < until, ~Incident.is_drill)
        .where(PAGE_WENT)
        .group_by(Delivery.incident_id)
    )


def _taken_further(session: Session, refused: Sequence[Any]) -> set[str]:
    """Which refused reports were sent again on the same form within a day, and accepted then."""
    if not refused:
        return set()
    last = refused[-1].received_at + TAKEN_FURTHER_WITHIN
    query = select(Report.intent, Report.received_at).where(
        Report.verdict == ACCEPTED, Report.source == BY_FORM,
        Report.received_at >= refused[0].received_at, Report.received_at <= last,
    )  # fmt: skip
    accepted = session.connection().execute(query.order_by(Report.received_at)).all()
    times = [one.received_at for one in accepted]
    found = set()
    for one in refused:
        later = slice(bisect_left(times, one.received_at), bisect_right(times, one.received_at + TAKEN_FURTHER_WITHIN))
        if any(intent_of(two.intent, one.services, one.affected) == one.intent for two in accepted[later]):
            found.add(one.id)
    return found


def _handled(row: Any, paged_at: datetime | None, taken_further: bool) -> Handled:
    acknowledged_at, replied_at = row.first_acknowledged_at, row.replied_at
    return Handled(
        reference=row.reference,
        received_at=row.received_at,
        verdict=row.verdict,
        services=tuple(row.services),
        customer_id=row.customer_id,
        incident_id=row.incident_id,
        taken_further=taken_further,
        paged_at=paged_at,
        acknowledged_at=acknowledged_at,
        replied_at=replied_at,
        responded_at=acknowledged_at if row.met_by == "acknowledgement" else replied_at,
        resolved_at=row.resolved_at,
        respond_by=row.respond_by,
        resolve_by=row.resolve_by,
        closed_by=row.closed_by,
    )


_TOLD = (*TELLING, CAUSED, NOTED)
_COLUMNS: tuple[Any, ...] = (
    *(Report.id, Report.reference, Report.received_at, Report.verdict, Report.services, Report.customer_id),
    *(Report.source, Report.intent, Report.affected, Report.incident_id),
    *(Incident.first_acknowledged_at, Incident.replied_at, Incident.resolved_at),
    *(Incident.respond_by, Incident.resolve_by, Incident.closed_by),
    Incident.promise["met_by"].as_string().label("met_by"),
)
