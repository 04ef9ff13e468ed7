"""Deliveries, the outbox: what is to be sent to whom, when, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, and_, bindparam, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.delivery import Medium, State
from app.store.base import Base, UtcDateTime
from app.store.staff import ContactMethod

TAKEN = (
    "state", "leased_until", "sent_at", "next_proof_at", "provider", "provider_id", "subject", "body", "code", "words",
)  # fmt: skip

_UNDONE = "state IN ('pending', 'sending')"


class Delivery(Base):
    """One message by one medium. `due_at`: when it wants to be tried; `leased_until`: when a silent sender is given up.

    `next_proof_at` is when its receipt is missed next; None where none is waited for.
    `body` is the text as it was sent, with the secret part of its link cut out.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(None, "created_at"),
        Index("ix_deliveries_undone", "priority", "due_at",
              sqlite_where=text(_UNDONE), postgresql_where=text(_UNDONE)),
        Index("ix_deliveries_to_staff", "staff_id", "created_at",
              sqlite_where=text("staff_id IS NOT NULL"), postgresql_where=text("staff_id IS NOT NULL")),
        Index("ix_deliveries_to_customers", "address", "created_at",
              sqlite_where=text("staff_id IS NULL"), postgresql_where=text("staff_id IS NULL")),
        Index("ix_deliveries_arrived", "method_id", "delivered_at",
              sqlite_where=text("delivered_at IS NOT NULL"), postgresql_where=text("delivered_at IS NOT NULL")),
        Index("ix_deliveries_proof", "next_proof_at", sqlite_where=text("next_proof_at IS NOT NULL"),
              postgresql_where=text("next_proof_at IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    wording: Mapped[str]
    medium: Mapped[str]
    person: Mapped[str]
    address: Mapped[str]
    priority: Mapped[int]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    method_id: Mapped[str | None] = mapped_column(ForeignKey("contact_methods.id"))
    page_id: Mapped[str | None] = mapped_column(ForeignKey("pages.id"))
    incident_id: Mapped[str | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    report_id: Mapped[str | None] = mapped_column(ForeignKey("reports.id"), index=True)
    facts: Mapped[dict[str, Any]]

    state: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    useful_until: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int]
    way: Mapped[int]

    provider: Mapped[str | None]
    provider_id: Mapped[str | None] = mapped_column(index=True)
    code: Mapped[str | None]
    words: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    next_proof_at: Mapped[datetime | None]
    subject: Mapped[str | None]
    body: Mapped[str | None]


class ReceiptKept(Base):
    """What a provider said of a delivery, once each."""

    __tablename__ = "receipts"
    __table_args__ = (Index(None, "provider", "event_key", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"), index=True)
    provider: Mapped[str]
    event_key: Mapped[str]
    at: Mapped[datetime]
    status: Mapped[str]
    code: Mapped[str]
    words: Mapped[str]


PAGE_WENT = and_(Delivery.page_id.is_not(None), Delivery.sent_at.is_not(None))  # a page that some provider took


def claim(session: Session, *, limit: int, now: datetime, lease: timedelta) -> Sequence[Delivery]:
    """Takes up to `limit` due deliveries, so that no other dispatcher sends them: the most urgent first, mails last."""
    claimed = session.scalars(_CLAIM, {"limit": limit, "now": now, "lease_ends": now + lease})
    return sorted(claimed, key=lambda row: (row.priority, row.due_at, row.medium == Medium.MAIL))


def in_hand(session: Session, ids: Sequence[str]) -> Mapping[str, Any]:
    """How the deliveries of these ids stand, by id: what settling asks of each. They are locked."""
    return {row.id: row for row in session.connection().execute(_IN_HAND, {"ids": ids})} if ids else {}


def locked(session: Session, ids: Sequence[str]) -> Sequence[Delivery]:
    """The deliveries of these ids, locked."""
    return session.scalars(select(Delivery).where(Delivery.id.in_(ids)).with_for_update()).all() if ids else ()


def taken(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes down of each delivery, `key` by `key`, how it stands now that its provider took it."""
    if rows:
        session.connection().execute(_TAKEN, rows)


def any_due(session: Session, now: datetime) -> bool:
    """Whether something waits to be sent."""
    return session.connection().execute(_ANY_DUE, {"now": now}).first() is not None


def next_due(session: Session) -> datetime | None:
    """The earliest instant at which a delivery wants to be tried."""
    pending = select(func.min(Delivery.due_at)).where(Delivery.state == State.PENDING)
    leased = select(func.min(Delivery.leased_until)).where(Delivery.state == State.SENDING)
    instants = (session.scalar(pending), session.scalar(leased))
    return min((instant for instant in instants if instant), default=None)


def oldest_stuck_page(session: Session, now: datetime) -> datetime | None:
    """Since when a page has been due that is still of use, or has been claimed by somebody who was given up."""
    is_page = (Delivery.page_id.is_not(None), Delivery.useful_until > now)
    pending = select(func.min(Delivery.due_at)).where(Delivery.state == State.PENDING, *is_page)
    leased = select(func.min(Delivery.leased_until)).where(Delivery.state == State.SENDING, *is_page)
    instants = (session.scalar(pending), session.scalar(leased))
    return min((instant for instant in instants if instant), default=None)


def due_for_proof(session: Session, now: datetime, limit: int = 20) -> Sequence[Delivery]:
    """Messages whose receipt is missed, locked; another dispatcher's are skipped."""
    query = select(Delivery).where(Delivery.next_proof_at <= now).order_by(Delivery.next_proof_at).limit(limit)
    return session.scalars(query.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()


def of_incident(session: Session, incident_id: str) -> Sequence[Delivery]:
    """Every message of an incident, oldest first."""
    query = select(Delivery).where(Delivery.incident_id == incident_id)
    return session.scalars(query.order_by(Delivery.created_at, Delivery.id)).all()


def receipts_of(session: Session, incident_id: str) -> Mapping[str, Sequence[ReceiptKept]]:
    """What providers said of each message of an incident, oldest first, by the message's id."""
    query = select(ReceiptKept).join(Delivery).where(Delivery.incident_id == incident_id)
    found: dict[str, list[ReceiptKept]] = {}
    for receipt in session.scalars(query.order_by(ReceiptKept.at, ReceiptKept.id)):
        found.setdefault(receipt.delivery_id, []).append(receipt)
    return found


def of_round(session: Session, incident_id: str, since: datetime) -> Sequence[Delivery]:
    """The pages of an incident that were made at `since` or later."""
    query = select(Delivery).where(Delivery.incident_id == incident_id, Delivery.page_id.is_not(None))
    return session.scalars(query.where(Delivery.created_at >= since)).all()


def times_of(session: Session, staff_ids: Sequence[str], media: Sequence[str], since: datetime) -> Sequence[Any]:
    """When messages were made for these people since then, by address: those that went, or may still go."""
    asked = {"people": list(staff_ids), "media": list(media), "since": since}
    return session.connection().execute(_TIMES, asked).all()


def count_to(session: Session, address: str, since: datetime) -> int:
    """How many messages were made for an address outside the staff since then."""
    return int(session.connection().execute(_TO, {"address": address, "since": since}).scalar_one())


def handed_to(session: Session, provider: str, limit: int) -> Sequence[Delivery]:
    """The newest messages that a provider took."""
    query = select(Delivery).where(Delivery.provider == provider, Delivery.sent_at.is_not(None))
    return session.scalars(query.order_by(Delivery.sent_at.desc(), Delivery.id).limit(limit)).all()


def newest_by(session: Session, medium: str, provider: str, since: datetime) -> tuple[datetime | None, datetime | None]:
    """When a provider last took a message by a medium since then, and when a receipt last said that one arrived."""
    query = select(func.max(Delivery.sent_at), func.max(Delivery.delivered_at))
    which = (Delivery.medium == medium, Delivery.provider == provider, Delivery.created_at > since)
    row = session.execute(query.where(*which)).one()
    return row[0], row[1]


def last_arrivals(session: Session, method_ids: Sequence[str]) -> Mapping[str, datetime | None]:
    """When something was last delivered by each of these ways to reach a colleague, as its receipt says; in one go."""
    arrived = select(func.max(Delivery.delivered_at)).where(
        Delivery.method_id == ContactMethod.id, Delivery.delivered_at.is_not(None)
    )
    query = select(ContactMethod.id, arrived.scalar_subquery()).where(ContactMethod.id.in_(list(method_ids)))
    return {row[0]: row[1] for row in session.execute(query)}


def newest_to(session: Session, staff_id: str, wording: str, since: datetime) -> Sequence[Delivery]:
    """The messages of one wording to one person since then, newest first."""
    mine = (Delivery.staff_id == staff_id, Delivery.wording == wording, Delivery.created_at > since)
    return session.scalars(select(Delivery).where(*mine).order_by(Delivery.created_at.desc(), Delivery.id)).all()


# Built once: a dispatcher asks these at each turn, and putting a statement together takes longer than answering it.
_now = bindparam("now", type_=UtcDateTime)
_due = or_(
    and_(Delivery.state == State.PENDING, Delivery.due_at <= _now),
    and_(Delivery.state == State.SENDING, Delivery.leased_until <= _now),
)
_wanted = (
    select(Delivery.id)
    .where(_due)
    .order_by(Delivery.priority, Delivery.due_at)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("wanted")
)
_table = Delivery.__table__
_CLAIM = (
    select(Delivery)
    .from_statement(
        update(_table)  # type: ignore[arg-type]
        .where(_table.c.id.in_(select(_wanted.c.id)))
        .values(
            state=State.SENDING,
            leased_until=bindparam("lease_ends", type_=UtcDateTime),
            attempts=_table.c.attempts + 1,
        )
        .returning(*_table.c)
    )
    .execution_options(populate_existing=True)
)
_IN_HAND = (
    select(*(_table.c[name] for name in ("id", "state", "attempts", "leased_until", "sent_at", "code", "words")))
    .where(_table.c.id.in_(bindparam("ids", expanding=True)))
    .with_for_update()
)
_TAKEN = (
    update(_table)  # type: ignore[arg-type]
    .where(_table.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in TAKEN})
)
_ANY_DUE = select(Delivery.id).where(_due).limit(1)
_TO = select(func.count()).where(
    Delivery.staff_id.is_(None),
    Delivery.address == bindparam("address"),
    Delivery.created_at > bindparam("since", type_=UtcDateTime),
)
_TIMES = select(_table.c.medium, _table.c.address, _table.c.due_at, _table.c.incident_id).where(
    _table.c.staff_id.in_(bindparam("people", expanding=True)),
    _table.c.medium.in_(bindparam("media", expanding=True)),
    _table.c.state.not_in((State.CANCELLED, State.EXPIRED, State.REFUSED)),
    _table.c.created_at > bindparam("since", type_=UtcDateTime),
)
