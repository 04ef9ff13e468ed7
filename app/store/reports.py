"""Reports: what customers told us, verbatim, with the verdict of that instant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_, bindparam, cast, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.incidents import Incident
from app.store.staff import Staff

BY_MAIL = "mail"  # the source of a report that was not made on a form
DRILL = "drill"  # the source of one that nobody made: nothing has stopped
DRILLS = "drills"  # the status that asks for those, and for nothing else


class Report(Base):
    """One report. `reasons` are the verdict's, each with its clause; `extra` answers the policy's own questions.

    erased_at: when what was personal in it was removed.
    """

    __tablename__ = "reports"
    __table_args__ = (
        Index(None, "received_at", "id"),
        Index(None, "verdict", "received_at", "id"),
        Index("ix_reports_unerased", "received_at", sqlite_where=text("erased_at IS NULL"),
              postgresql_where=text("erased_at IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    token_fingerprint: Mapped[str] = mapped_column(unique=True)
    intent: Mapped[str] = mapped_column(unique=True)
    received_at: Mapped[datetime]
    source: Mapped[str]
    services: Mapped[list[str]]
    affected: Mapped[str]
    started: Mapped[str]
    started_at: Mapped[datetime | None]
    errors: Mapped[str]
    company: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    extra: Mapped[dict[str, Any]]
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    verdict: Mapped[str]
    reasons: Mapped[list[dict[str, Any]]]
    policy: Mapped[str]
    policy_digest: Mapped[str]
    handed_over_at: Mapped[datetime | None]
    incident_id: Mapped[str | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    erased_at: Mapped[datetime | None]


@dataclass(frozen=True, kw_only=True)
class LogFilter:
    """Which rows of the intake log are wanted; or of a customer's page. Empty means any."""

    since: datetime | None = None
    until: datetime | None = None
    verdict: str = ""
    status: str = ""
    service: str = ""
    search: str = ""
    customer_id: str = ""


# Built once: a statement that is put together anew for each report takes longer than the database does.
_BY_FINGERPRINT = select(Report).where(Report.token_fingerprint == bindparam("fingerprint"))
_TAKEN = select(Report.intent).where(Report.intent.in_(bindparam("intents", expanding=True)))

LogRow = tuple[Report, Incident | None, str | None]


def by_fingerprint(session: Session, fingerprint: str) -> Report | None:
    """The report whose tracking link has this fingerprint."""
    return session.scalar(_BY_FINGERPRINT, {"fingerprint": fingerprint})


def intents_known(session: Session, intents: Collection[str]) -> set[str]:
    """Which of these forms were sent before."""
    return set(session.connection().execute(_TAKEN, {"intents": list(intents)}).scalars())


def by_intent(session: Session, intent: str) -> Report:
    """The report that this form, sent before, became."""
    return session.scalars(select(Report).where(Report.intent == intent)).one()


def by_reference(session: Session, reference: str) -> Report | None:
    """The report of that reference."""
    return session.scalar(select(Report).where(Report.reference == reference))


def of_incident(session: Session, incident_id: str) -> Report:
    """The report that opened the incident."""
    return session.scalars(select(Report).where(Report.incident_id == incident_id).order_by(Report.received_at)).first()  # type: ignore[return-value]


def earlier_of(session: Session, report: Report, limit: int = 5) -> Sequence[Report]:
    """The same known customer's accepted reports before this one, newest first."""
    if report.customer_id is None:
        return ()
    same = (Report.customer_id == report.customer_id, Report.incident_id.is_not(None), Report.id != report.id)
    query = select(Report).where(*same, Report.received_at <= report.received_at)
    return session.scalars(query.order_by(Report.received_at.desc()).limit(limit)).all()


def log_page(
    session: Session, wanted: LogFilter, *, before: tuple[datetime, str] | None = None, limit: int = 50
) -> Sequence[LogRow]:
    """The newest reports that match, with their incidents and holders; `before` is the last row of the page above."""
    query = (
        select(Report, Incident, Staff.name)
        .outerjoin(Incident, Incident.id == Report.incident_id)
        .outerjoin(Staff, Staff.id == Incident.acknowledged_by)
        .where(*_matching(wanted))
        .order_by(Report.received_at.desc(), Report.id.desc())
        .limit(limit)
    )
    if before:
        at, report_id = before
        query = query.where(or_(Report.received_at < at, and_(Report.received_at == at, Report.id < report_id)))
    return [(report, incident, holder) for report, incident, holder in session.execute(query)]


def _matching(wanted: LogFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.since:
        conditions.append(Report.received_at >= wanted.since)
    if wanted.until:
        conditions.append(Report.received_at < wanted.until)
    if wanted.verdict:
        conditions.append(Report.verdict == wanted.verdict)
    if wanted.service:
        conditions.append(cast(Report.services, String).contains(f'"{wanted.service}"', autoescape=True))
    if wanted.customer_id:
        conditions.append(Report.customer_id == wanted.customer_id)
    if wanted.status != DRILLS:
        conditions.append(Report.source != DRILL)
    if wanted.status:
        conditions.append(_STATUSES[wanted.status])
    if wanted.search:
        columns = (Report.reference, Report.company, Report.name, Report.errors)
        conditions.append(or_(*(column.icontains(wanted.search, autoescape=True) for column in columns)))
    return conditions


_STATUSES: dict[str, ColumnElement[bool]] = {
    "open": and_(Incident.id.is_not(None), Incident.resolved_at.is_(None)),
    "waiting": and_(Incident.id.is_not(None), Incident.acknowledged_at.is_(None), Incident.resolved_at.is_(None)),
    "resolved": Incident.resolved_at.is_not(None),
    "missed": Incident.missed_at.is_not(None),
    "unverified": Report.customer_id.is_(None),
    DRILLS: Report.source == DRILL,
}
STATUSES = tuple(_STATUSES)
