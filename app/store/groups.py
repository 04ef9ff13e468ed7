"""Groups: incidents that are one outage. Its lead carries the paging, and each of the others keeps its own clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.service_levels import Measure, measured
from app.domain.unverified import Size
from app.store.base import UtcDateTime
from app.store.customers import Customer
from app.store.deliveries import Delivery
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.timeline import Event


def leads(session: Session, since: datetime) -> Sequence[Any]:
    """Each open incident since then that others can join, the oldest first.

    Its id, services, severity, age, whether its customer is known, and since when the daytime desk has it.
    """
    return session.connection().execute(_LEADS, {"since": since}).all()


def open_leads(session: Session, without: str, limit: int = 20) -> Sequence[Incident]:
    """The open incidents that join no other, but for one, the newest first; no drill."""
    query = select(Incident).where(Incident.resolved_at.is_(None), Incident.lead_id.is_(None), ~Incident.is_drill)
    query = query.where(Incident.id != without)
    return session.scalars(query.order_by(Incident.opened_at.desc(), Incident.id).limit(limit)).all()


def open_near(session: Session, report: Report, limit: int = 200) -> Sequence[tuple[Incident, Report]]:
    """The other open incidents of a report's customer, or of its address's mail domain, each with its report.

    The oldest first; no drill.
    """
    near = [Report.customer_id == report.customer_id] if report.customer_id else []
    domain = report.email.lower().rpartition("@")[2]
    near += [func.lower(Report.email).endswith(f"@{domain}", autoescape=True)] if domain else []
    query = select(Incident, Report).join(Report, Report.incident_id == Incident.id).where(or_(false(), *near))
    query = query.where(Incident.resolved_at.is_(None), ~Incident.is_drill, Incident.id != report.incident_id)
    rows = session.execute(query.order_by(Incident.opened_at, Incident.id).limit(limit))
    return [(incident, other) for incident, other in rows]


def locked(session: Session, ids: Collection[str]) -> dict[str, Incident]:
    """Those of these incidents that are open and join no other, locked, by id."""
    query = select(Incident).where(Incident.id.in_(ids), Incident.resolved_at.is_(None), Incident.lead_id.is_(None))
    query = query.order_by(Incident.id).with_for_update().execution_options(populate_existing=True)
    return {incident.id: incident for incident in session.scalars(query)}


def of_lead(session: Session, lead: Incident) -> Sequence[Incident]:
    """The open incidents that have joined this one, locked, the oldest first."""
    return session.scalars(_MEMBERS, {"lead_id": lead.id}).all() if lead.joined else ()


def resolved_with(session: Session, lead: Incident) -> Sequence[Incident]:
    """The incidents that had joined this one and were resolved in the same moment, the oldest first.

    That moment is the one at which it was said, which no correction of when it was really fixed changes. Whoever holds
    the lead holds them too: `incidents.held` takes the lead before one of them.
    """
    query = select(Incident).where(Incident.lead_id == lead.id, Incident.resolved_at.is_not(None))
    query = query.where(_said_resolved_at(Incident.id) == _said_resolved_at(lead.id))
    return session.scalars(query.order_by(Incident.opened_at, Incident.id)).all()


def size(session: Session, lead_id: str) -> Size:
    """How many report the outage. The same address, or the same known customer, is one customer."""
    reports, customers, known = session.execute(_SIZE, {"lead_id": lead_id}).one()
    return Size(reports=reports, customers=customers, known=known)


def customers(session: Session, lead_id: str) -> int:
    """How many customers report the outage."""
    return size(session, lead_id).customers


def reports_of(session: Session, lead_id: str, limit: int) -> Sequence[tuple[Report, Incident, str | None]]:
    """The reports of a group with their incidents and the directory's names, the first first."""
    query = (
        select(Report, Incident, Customer.name)
        .join(Incident, Incident.id == Report.incident_id)
        .outerjoin(Customer, Customer.id == Report.customer_id)
        .where(_is_of(lead_id))
        .order_by(Report.received_at, Report.id)
        .limit(limit)
    )
    return [(report, incident, name) for report, incident, name in session.execute(query)]


def strays(session: Session) -> Sequence[str]:
    """The references of open incidents that nobody looks after: their lead is over, or stands otherwise than they."""
    return session.scalars(_STRAY).all()


def was_told_of(session: Session, lead_id: str, wording: str, measures: Measure, since: datetime) -> bool:
    """Whether a message of that wording about that promise of any of the group was made since."""
    query = (
        select(Delivery.facts)
        .join(Incident, Incident.id == Delivery.incident_id)
        .where(_is_of(lead_id), Delivery.wording == wording, Delivery.created_at > since)
    )
    return any(measured(facts) == measures for facts in session.scalars(query))


def _said_resolved_at(incident_id: Any) -> Any:
    """When somebody said last that it is resolved."""
    query = select(func.max(Event.at)).where(Event.incident_id == incident_id, Event.kind == "resolved")
    return query.correlate(Incident).scalar_subquery()


def _is_of(lead_id: Any) -> ColumnElement[bool]:
    return or_(Incident.id == lead_id, Incident.lead_id == lead_id)


_lead = aliased(Incident)
_is_known = exists().where(Report.incident_id == Incident.id, Report.customer_id.is_not(None))
_LEADS = (
    select(
        Incident.id,
        Incident.services,
        Incident.severity,
        Incident.opened_at,
        _is_known.label("is_known"),
        Incident.accepted_at,
    )
    .where(Incident.resolved_at.is_(None), Incident.lead_id.is_(None), ~Incident.is_drill)
    .where(Incident.opened_at > bindparam("since", type_=UtcDateTime))
    .order_by(Incident.opened_at, Incident.id)
)
_MEMBERS = (
    select(Incident)
    .where(Incident.lead_id == bindparam("lead_id"), Incident.resolved_at.is_(None))
    .order_by(Incident.opened_at, Incident.id)
    .with_for_update()
)
_who = func.coalesce(Report.customer_id, func.nullif(func.lower(Report.email), ""), Report.id)
_SIZE = (
    select(func.count(), func.count(func.distinct(_who)), func.count(Report.customer_id))
    .join(Incident, Incident.id == Report.incident_id)
    .where(_is_of(bindparam("lead_id")))
)
_STRAY = (
    select(Incident.reference)
    .join(_lead, _lead.id == Incident.lead_id)
    .where(Incident.resolved_at.is_(None))
    .where(
        or_(
            _lead.resolved_at.is_not(None),
            _lead.lead_id.is_not(None),
            Incident.acknowledged_by.is_distinct_from(_lead.acknowledged_by),
        )
    )
    .limit(20)
)
