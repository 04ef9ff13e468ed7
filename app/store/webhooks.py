"""Webhooks: the endpoints of other systems, and what is to be told to each, with what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, Integer, and_, delete, func, or_, select, text
from sqlalchemy import update as updating
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.delivery import State
from app.store.base import Base
from app.store.reports import Report

_UNDONE = "state IN ('pending', 'sending')"


class WebhookEndpoint(Base):
    """Where another system listens, and for which events. Its secret is derived, and only its print is kept.

    version: counts its secrets; the one before (`former_version`) holds until `former_until`.
    with_contact: whether it is told who reported. failing_since: since when nothing but failure. ended_at: it is told
    nothing since then, `ended_because` of what.
    """

    __tablename__ = "webhook_endpoints"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    events: Mapped[list[str]]
    with_contact: Mapped[bool]
    version: Mapped[int]
    fingerprint: Mapped[str]
    former_version: Mapped[int | None]
    former_fingerprint: Mapped[str | None]
    former_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    failing_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str]


class WebhookDelivery(Base):
    """One event that one endpoint is told. `body` is made at the first try, and then stays as it is.

    status: what was answered last, with `answer` of it; without a status nobody answered, and `answer` says why.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(None, "endpoint_id", "id"),
        Index("ix_webhook_deliveries_undone", "endpoint_id", "due_at",
              sqlite_where=text(_UNDONE), postgresql_where=text(_UNDONE)),
        Index(None, "created_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoints.id"))
    event: Mapped[str]
    actor: Mapped[str]
    report_id: Mapped[str | None] = mapped_column(ForeignKey("reports.id"), index=True)
    incident_id: Mapped[str | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    body: Mapped[str | None]
    state: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int]
    status: Mapped[int | None]
    answer: Mapped[str]
    sent_at: Mapped[datetime | None]

    @property
    def message_id(self) -> str:
        """The same at each try, so that whoever gets it twice can tell."""
        return f"msg_{self.id}_{int(self.created_at.timestamp())}"


_LISTENING = select(WebhookEndpoint.id, WebhookEndpoint.events).where(WebhookEndpoint.ended_at.is_(None))


def listening(session: Session) -> Sequence[Any]:
    """Each endpoint that is told of events, with which."""
    return session.connection().execute(_LISTENING).all()


def every(session: Session) -> Sequence[WebhookEndpoint]:
    """All endpoints: those that are told first, then by name."""
    query = select(WebhookEndpoint).order_by(WebhookEndpoint.ended_at.is_not(None), func.lower(WebhookEndpoint.name))
    return session.scalars(query.order_by(WebhookEndpoint.id)).all()


def held(session: Session, endpoint_id: str) -> WebhookEndpoint | None:
    """The endpoint, locked, as the database has it now."""
    return session.get(WebhookEndpoint, endpoint_id, with_for_update=True, populate_existing=True)


def newest(session: Session, endpoint_id: str, limit: int, before: int | None = None) -> Sequence[WebhookDelivery]:
    """What an endpoint was told, newest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id)
    if before is not None:
        query = query.where(WebhookDelivery.id < before)
    return session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(limit)).all()


def failed(session: Session, endpoint_id: str, since: datetime) -> Sequence[WebhookDelivery]:
    """What an endpoint was to be told since then, and was not: it is not tried any more. Locked."""
    gone = WebhookDelivery.state.in_((State.EXHAUSTED, State.CANCELLED))
    query = select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id, gone)
    return session.scalars(query.where(WebhookDelivery.created_at >= since).with_for_update()).all()


def next_due(session: Session) -> datetime | None:
    """The earliest instant at which something wants to be told."""
    pending = select(func.min(WebhookDelivery.due_at)).where(WebhookDelivery.state == State.PENDING)
    leased = select(func.min(WebhookDelivery.leased_until)).where(WebhookDelivery.state == State.SENDING)
    instants = (session.scalar(pending), session.scalar(leased))
    return min((instant for instant in instants if instant), default=None)


def due_endpoints(session: Session, now: datetime, busy: Collection[str]) -> Sequence[str]:
    """The endpoints that something wants to be told to, the one that waits longest first, without those of `busy`."""
    query = select(WebhookDelivery.endpoint_id).where(_is_due(now), WebhookDelivery.endpoint_id.not_in(busy))
    return session.scalars(query.group_by(WebhookDelivery.endpoint_id).order_by(func.min(WebhookDelivery.due_at))).all()


def claim(session: Session, endpoint_id: str, now: datetime, lease: timedelta) -> WebhookDelivery | None:
    """Takes what an endpoint is to be told next, so that no other dispatcher tells it."""
    query = select(WebhookDelivery).where(_is_due(now), WebhookDelivery.endpoint_id == endpoint_id)
    query = query.order_by(WebhookDelivery.due_at, WebhookDelivery.id).limit(1).with_for_update(skip_locked=True)
    found = session.scalar(query.execution_options(populate_existing=True))
    if found:
        found.state, found.leased_until, found.attempts = State.SENDING, now + lease, found.attempts + 1
    return found


def in_hand(session: Session, delivery_id: int) -> WebhookDelivery | None:
    """The delivery, locked, if it is still being sent."""
    query = select(WebhookDelivery).where(WebhookDelivery.id == delivery_id, WebhookDelivery.state == State.SENDING)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def cancel(session: Session, endpoint_id: str) -> None:
    """What has not been told yet is not told any more."""
    which = (WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.state.in_((State.PENDING, State.SENDING)))
    session.execute(updating(WebhookDelivery).where(*which).values(state=State.CANCELLED, leased_until=None))


def outlived(session: Session, before: datetime, limit: int) -> Sequence[int]:
    """What was written by then, and is not tried any more."""
    is_done = WebhookDelivery.state.not_in((State.PENDING, State.SENDING))
    query = select(WebhookDelivery.id).where(WebhookDelivery.created_at <= before, is_done)
    return session.scalars(query.order_by(WebhookDelivery.created_at).limit(limit)).all()


def remove(session: Session, ids: Sequence[int]) -> None:
    """Deletes these."""
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(ids)))


def forget(session: Session, report: Report) -> None:
    """Takes out what endpoints were told of a report, and what they answered: a next try is made without the person."""
    whose = WebhookDelivery.report_id == report.id
    if report.incident_id:
        whose = or_(whose, WebhookDelivery.incident_id == report.incident_id)
    values = {"body": None, "answer": ""}
    session.execute(updating(WebhookDelivery).where(whose).values(values).execution_options(synchronize_session=False))


def forget_bodies(session: Session, endpoint_id: str, *, with_sent: bool) -> None:
    """Takes out what was made for an endpoint: what is told next is made anew. `with_sent`: of what it has, too."""
    query = updating(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id)
    if not with_sent:
        query = query.where(WebhookDelivery.state != State.SENT)
    session.execute(query.values(body=None))


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(WebhookDelivery.state == State.PENDING, WebhookDelivery.due_at <= now),
        and_(WebhookDelivery.state == State.SENDING, WebhookDelivery.leased_until <= now),
    )
