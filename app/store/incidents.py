"""Incidents: accepted reports being looked after, with their frozen promise and the instants that steer them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, and_, bindparam, false, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from app.store.base import Base
from app.store.deliveries import Delivery

_DRILLS = "is_drill"
_OPEN = "resolved_at IS NULL"
_LEADS = "resolved_at IS NULL AND lead_id IS NULL"


# A condition as the index of drills has it: "= 1", which SQLAlchemy writes for SQLite, would walk every incident.
IS_DRILL = text(f"incidents.{_DRILLS}")


class Incident(Base):
    """One incident. Its state is read off its instants; `promise` holds the steps and marks frozen when it opened.

    cause: why it happened, as staff found at triage: a slug of the policy's, or None while nobody has said.
    closed_by: the clause that closed the promise's clock, because of that cause.
    next_page_at: when the escalation's next step is due; None once nobody is to be paged.
    next_watch_at: when the response target, or the acknowledgement's lapse, is looked at next.
    lead_id: the incident that this one has joined, because it is the same outage: its lead is paged for both.
    is_duplicate: it has joined that one because its customer had told us of the same already.
    is_drill: nothing has stopped; it goes the real way to those who agreed, and is counted apart.
    is_limited: its sender has had their share, so its first texts, too, keep to what a phone gets.
    joined: how many have joined this one. customers_told: how many customers its engineers have heard of.
    accepted_at: when the daytime desk took it from the night; None while it is an engineer's.
    reply_promised_by: when whoever has it said that they reply by.
    published_at: since when everybody reads of it on the status page, and `published_words`, what they read beside it.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_paging", "next_page_at", sqlite_where=text("next_page_at IS NOT NULL"),
              postgresql_where=text("next_page_at IS NOT NULL")),
        Index("ix_incidents_watching", "next_watch_at", sqlite_where=text("next_watch_at IS NOT NULL"),
              postgresql_where=text("next_watch_at IS NOT NULL")),
        Index("ix_incidents_open", "opened_at", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
        Index("ix_incidents_leads", "opened_at", sqlite_where=text(_LEADS), postgresql_where=text(_LEADS)),
        Index("ix_incidents_drills", "opened_at", sqlite_where=text(_DRILLS), postgresql_where=text(_DRILLS)),
        Index("ix_incidents_members", "lead_id", sqlite_where=text("lead_id IS NOT NULL"),
              postgresql_where=text("lead_id IS NOT NULL")),
        Index("ix_incidents_published", "published_at", sqlite_where=text("published_at IS NOT NULL"),
              postgresql_where=text("published_at IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    severity: Mapped[str]
    tier: Mapped[str | None]
    region: Mapped[str | None]
    cause: Mapped[str | None]
    closed_by: Mapped[str | None]
    services: Mapped[list[str]]
    policy: Mapped[str]
    policy_digest: Mapped[str]
    promise: Mapped[dict[str, Any]]
    respond_by: Mapped[datetime | None]
    resolve_by: Mapped[datetime | None]

    is_drill: Mapped[bool] = mapped_column(server_default=false())
    is_limited: Mapped[bool] = mapped_column(server_default=false())
    lead_id: Mapped[str | None] = mapped_column(ForeignKey("incidents.id"))
    is_duplicate: Mapped[bool] = mapped_column(server_default=false())
    joined: Mapped[int] = mapped_column(server_default="0")
    customers_told: Mapped[int] = mapped_column(server_default="1")
    customers_told_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_words: Mapped[str] = mapped_column(server_default="")

    next_page_at: Mapped[datetime | None]
    paging_since: Mapped[datetime]
    paging_because: Mapped[str]
    step: Mapped[int]
    round: Mapped[int]

    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    first_acknowledged_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    lapses_at: Mapped[datetime | None]

    replied_at: Mapped[datetime | None]
    replied_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    next_update_by: Mapped[datetime | None]
    reply_promised_by: Mapped[datetime | None]
    next_watch_at: Mapped[datetime | None]
    marks_passed: Mapped[int]
    missed_at: Mapped[datetime | None]

    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    confirmed_at: Mapped[datetime | None]

    @property
    def responded_at(self) -> datetime | None:
        """When the response target was met: by a person's reply, unless the policy counts the acknowledgement."""
        is_met_early = self.promise.get("met_by") == "acknowledgement"
        return self.first_acknowledged_at if is_met_early else self.replied_at

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What a response has to hold, by the policy of its day: `slug`, `name`, `required`, and first `words`."""
        parts: list[dict[str, Any]] = self.promise.get("parts", [])
        return parts

    @property
    def is_waiting(self) -> bool:
        """Open, and nobody has it: somebody must be paged."""
        return self.acknowledged_at is None and self.resolved_at is None

    @property
    def is_taken(self) -> bool:
        """Open, and somebody has it."""
        return self.acknowledged_at is not None and self.resolved_at is None

    def leave_lead(self) -> None:
        """From now on it goes its own way."""
        self.lead_id = None
        self.is_duplicate = False


class Page(Base):
    """The intention that one person look at one incident: their link, and whether they passed it on.

    helps_since: when whoever has it asked them for help.
    """

    __tablename__ = "pages"
    __table_args__ = (Index(None, "incident_id", "staff_id", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    layer: Mapped[str]
    token_fingerprint: Mapped[str] = mapped_column(unique=True)
    first_paged_at: Mapped[datetime]
    last_paged_at: Mapped[datetime]
    passed_at: Mapped[datetime | None]
    helps_since: Mapped[datetime | None]


def held(session: Session, incident_id: str) -> Incident | None:
    """The incident, locked until the end of the transaction, as the database has it now.

    The one that it has joined is locked first: whoever holds a lead goes on to those that have joined it.
    """
    found = session.scalars(_HELD, {"incident_id": incident_id}).all()
    return next((incident for incident in found if incident.id == incident_id), None)


def held_together(session: Session, incident_ids: Collection[str]) -> dict[str, Incident]:
    """These incidents and those that they have joined, by id, locked in one order: leads first, as `held` does."""
    ids = list(incident_ids)
    leads = select(_own.lead_id).where(_own.id.in_(ids))
    query = select(Incident).where(or_(Incident.id.in_(ids), Incident.id.in_(leads)))
    query = query.order_by(Incident.lead_id.is_not(None), Incident.id).with_for_update(of=Incident)
    return {incident.id: incident for incident in session.scalars(query.execution_options(populate_existing=True))}


def due_for_paging(session: Session, now: datetime, limit: int = 20) -> Sequence[Incident]:
    """Incidents whose next step is due, locked; another dispatcher's are skipped."""
    query = select(Incident).where(Incident.next_page_at <= now).order_by(Incident.next_page_at)
    return session.scalars(query.limit(limit).with_for_update(skip_locked=True)).all()


def due_for_watching(session: Session, now: datetime, limit: int = 20) -> Sequence[Incident]:
    """Incidents whose target or acknowledgement is to be looked at, locked; another dispatcher's are skipped."""
    query = select(Incident).where(Incident.next_watch_at <= now).order_by(Incident.next_watch_at)
    return session.scalars(query.limit(limit).with_for_update(skip_locked=True)).all()


def next_due(session: Session) -> datetime | None:
    """The earliest instant at which an incident wants something done, or the receipt of one of its pages is missed."""
    row = session.connection().execute(_NEXT_DUE).one()
    return min((instant for instant in row if instant), default=None)


def waiting(session: Session) -> Sequence[Any]:
    """Each open incident that nobody has, and that has joined no other: its reference, next step, when, and promise."""
    return session.execute(_WAITING).all()


def of_ids(session: Session, ids: Collection[str]) -> Sequence[Incident]:
    """The incidents of these ids."""
    return session.scalars(_OF_IDS, {"ids": list(ids)}).all() if ids else ()


def by_reference(session: Session, reference: str) -> Incident | None:
    """The incident of that reference."""
    return session.scalar(select(Incident).where(Incident.reference == reference))


def page_by_fingerprint(session: Session, fingerprint: str) -> Page | None:
    """The page whose link has this fingerprint."""
    return session.scalar(select(Page).where(Page.token_fingerprint == fingerprint))


def pages_of(session: Session, incident_id: str) -> Sequence[Page]:
    """Everybody who was paged for an incident, in the order in which they were."""
    return session.scalars(select(Page).where(Page.incident_id == incident_id).order_by(Page.first_paged_at)).all()


def open_to(session: Session, staff_id: str) -> Sequence[tuple[Incident, Page]]:
    """The open incidents that somebody was paged for, with their page, the oldest first."""
    query = select(Incident, Page).join(Page, Page.incident_id == Incident.id)
    query = query.where(Page.staff_id == staff_id, Incident.resolved_at.is_(None))
    return [(incident, page) for incident, page in session.execute(query.order_by(Incident.opened_at, Incident.id))]


def page_of(session: Session, reference: str, staff_id: str) -> Page | None:
    """Somebody's page for the incident of that reference."""
    query = select(Page).join(Incident, Incident.id == Page.incident_id)
    return session.scalar(query.where(Incident.reference == reference, Page.staff_id == staff_id))


def counts_open(session: Session) -> tuple[int, int]:
    """How many incidents are open, and how many of those nobody has. Drills are not counted."""
    is_open = and_(Incident.resolved_at.is_(None), ~Incident.is_drill)
    total = session.scalar(select(func.count()).where(is_open)) or 0
    waiting = session.scalar(select(func.count()).where(is_open, Incident.acknowledged_at.is_(None))) or 0
    return total, waiting


_own = aliased(Incident)
_HELD = (
    select(Incident)
    .where(
        or_(
            Incident.id == bindparam("incident_id"),
            Incident.id == select(_own.lead_id).where(_own.id == bindparam("incident_id")).scalar_subquery(),
        )
    )
    .order_by(Incident.lead_id.is_not(None))
    .with_for_update(of=Incident)
    .execution_options(populate_existing=True)
)
_OF_IDS = select(Incident).where(Incident.id.in_(bindparam("ids", expanding=True)))
_NEXT_DUE = select(  # each by its own partial index
    *(
        select(func.min(column)).where(column.is_not(None)).scalar_subquery()
        for column in (Incident.next_page_at, Incident.next_watch_at, Delivery.next_proof_at)
    )
)
_WAITING = select(Incident.reference, Incident.step, Incident.next_page_at, Incident.promise).where(
    Incident.acknowledged_at.is_(None), Incident.resolved_at.is_(None), Incident.lead_id.is_(None)
)
