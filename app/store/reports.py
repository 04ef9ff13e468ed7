"""Reports: what customers told us, verbatim, with the verdict of that instant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, bindparam, exists, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.figures import ACCEPTED
from app.store.base import Base

BY_MAIL = "mail"  # the source of a report that was not made on a form
DRILL = "drill"  # the source of one that nobody made: nothing has stopped


class Report(Base):
    """One report. `reasons` are the verdict's, each with its clause; `extra` answers the policy's own questions.

    erased_at: when what was personal in it was removed.
    found_by: the marks by which the intake log finds it, words aside, as they are kept in `log_marks`.
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
    found_by: Mapped[list[str]] = mapped_column(server_default="[]")
    erased_at: Mapped[datetime | None]


# Built once: a statement that is put together anew for each report takes longer than the database does.
_BY_FINGERPRINT = select(Report).where(Report.token_fingerprint == bindparam("fingerprint"))
_TAKEN = select(Report.intent).where(Report.intent.in_(bindparam("intents", expanding=True)))


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


def was_overturned(incident_id: Any) -> ColumnElement[bool]:
    """Whether the report of an incident was refused at first, and accepted after all: nobody was to hurry before."""
    return exists().where(Report.incident_id == incident_id, Report.verdict != ACCEPTED)


def earlier_of(session: Session, report: Report, limit: int = 5) -> Sequence[Report]:
    """The same known customer's accepted reports before this one, newest first."""
    if report.customer_id is None:
        return ()
    same = (Report.customer_id == report.customer_id, Report.incident_id.is_not(None), Report.id != report.id)
    query = select(Report).where(*same, Report.received_at <= report.received_at)
    return session.scalars(query.order_by(Report.received_at.desc()).limit(limit)).all()
