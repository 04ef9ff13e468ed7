"""The timeline: what happened to a report and its incident, appended and never changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base

OVERTURNED = "overturned"  # a report that was refused at first was accepted: its waiting begins with it
RENAMED = "person.renamed"  # with the name that it `was`
RESET = "person.reset"  # a link for a new password was sent, with its `reset_id`
PERSON_KINDS = ("person.added", "person.changed", "person.reached", "person.opted_out", "person.checked",
                "person.broke_glass", RENAMED, RESET)  # fmt: skip
CUSTOMER_KIND = "customer.changed"
_ABOUT_NO_REPORT = "report_id IS NULL AND incident_id IS NULL"
COUNTED = "kind IN ('paged', 'lapsed', 'unproven')"


class Event(Base):
    """One thing that happened. `kind` is for the program, `text` for staff; what customers read is made from `kind`."""

    __tablename__ = "timeline"
    __table_args__ = (
        Index(None, "report_id", "id"),
        Index(None, "incident_id", "id"),
        Index("ix_timeline_people", "kind", "id",
              sqlite_where=text(_ABOUT_NO_REPORT), postgresql_where=text(_ABOUT_NO_REPORT)),
        Index("ix_timeline_changes", "report_id", "incident_id", "id",
              sqlite_where=text(_ABOUT_NO_REPORT), postgresql_where=text(_ABOUT_NO_REPORT)),
        Index("ix_timeline_counted", "kind", "at", sqlite_where=text(COUNTED), postgresql_where=text(COUNTED)),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    report_id: Mapped[str | None] = mapped_column(ForeignKey("reports.id"))
    incident_id: Mapped[str | None] = mapped_column(ForeignKey("incidents.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[str]
    text: Mapped[str]
    facts: Mapped[dict[str, Any]]


def of(session: Session, report_id: str, incident_id: str | None) -> Sequence[Event]:
    """Everything that happened to a report and its incident, oldest first."""
    whose = Event.report_id == report_id
    if incident_id:
        whose = or_(whose, Event.incident_id == incident_id)
    return session.scalars(select(Event).where(whose).order_by(Event.at, Event.id)).all()


def of_incident(session: Session, incident_id: str, kinds: Collection[str]) -> Sequence[Event]:
    """What happened to an incident, of these kinds, oldest first."""
    query = select(Event).where(Event.incident_id == incident_id, Event.kind.in_(kinds))
    return session.scalars(query.order_by(Event.at, Event.id)).all()


def of_person(session: Session, staff_id: str, limit: int) -> Sequence[Event]:
    """What happened to a person's entry and their ways to be reached, newest first."""
    query = select(Event).where(Event.report_id.is_(None), Event.incident_id.is_(None), Event.kind.in_(PERSON_KINDS))
    query = query.where(Event.facts["staff_id"].as_string() == staff_id)
    return session.scalars(query.order_by(Event.id.desc()).limit(limit)).all()


def of_customer(session: Session, customer_id: str, limit: int) -> Sequence[Event]:
    """What was changed about a customer in the directory, newest first."""
    query = select(Event).where(Event.report_id.is_(None), Event.incident_id.is_(None), Event.kind == CUSTOMER_KIND)
    query = query.where(Event.facts["customer_id"].as_string() == customer_id)
    return session.scalars(query.order_by(Event.id.desc()).limit(limit)).all()


def changes(
    session: Session,
    *,
    prefixes: Collection[str] = (),
    without: str = "",
    actors: Collection[str] = (),
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Event]:
    """What belongs to no report, newest first: of kinds that begin so, by these names, and before an event's id.

    Without `prefixes` every kind counts but those that begin as `without`; without `actors`, whoever did it.
    """
    query = select(Event).where(Event.report_id.is_(None), Event.incident_id.is_(None))
    if prefixes:
        query = query.where(or_(*(Event.kind.startswith(prefix) for prefix in prefixes)))
    elif without:
        query = query.where(~Event.kind.startswith(without))
    if actors:
        query = query.where(Event.actor.in_(actors))
    if before is not None:
        query = query.where(Event.id < before)
    # The first two are empty; named in this order, both engines read the index of these events alone, and backwards.
    order = (Event.report_id.desc(), Event.incident_id.desc(), Event.id.desc())
    return session.scalars(query.order_by(*order).limit(limit)).all()


def of_kinds(
    session: Session, kinds: Collection[str], limit: int, *, fact: str = "", value: str = ""
) -> Sequence[Event]:
    """What belongs to no report and is of these kinds, newest first; where a fact is named, of that value alone."""
    query = select(Event).where(Event.report_id.is_(None), Event.incident_id.is_(None), Event.kind.in_(kinds))
    if fact:
        query = query.where(Event.facts[fact].as_string() == value)
    return session.scalars(query.order_by(Event.id.desc()).limit(limit)).all()


def reports_with(session: Session, kind: str, report_ids: Collection[str]) -> set[str]:
    """Which of these reports have an event of that kind."""
    query = select(Event.report_id).where(Event.report_id.in_(report_ids), Event.kind == kind)
    return {report_id for report_id in session.scalars(query) if report_id}
