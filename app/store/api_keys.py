"""Keys to the API: each is one customer's, kept as a fingerprint alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.customers import Customer
from app.store.staff import Staff


class ApiKey(Base):
    """A key that reports for a customer. `ending` tells keys apart; without `made_by` it was made by command.

    used_at: when it was last used, to the minute.
    """

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    name: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(unique=True)
    ending: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


# Built once, like every statement on the way of a report.
_BY_FINGERPRINT = (
    select(ApiKey, Customer)
    .join(Customer, Customer.id == ApiKey.customer_id)
    .where(ApiKey.fingerprint == bindparam("fingerprint"))
)


def by_fingerprint(session: Session, fingerprint: str) -> tuple[ApiKey, Customer] | None:
    """The key of that fingerprint, revoked or not, and whose it is."""
    found = session.execute(_BY_FINGERPRINT, {"fingerprint": fingerprint}).one_or_none()
    return (found[0], found[1]) if found else None


def of_customer(session: Session, customer_id: str) -> Sequence[tuple[ApiKey, str | None]]:
    """A customer's keys with the names of who made them: those that work first, then the newest."""
    query = (
        select(ApiKey, Staff.name)
        .outerjoin(Staff, Staff.id == ApiKey.made_by)
        .where(ApiKey.customer_id == customer_id)
        .order_by(ApiKey.revoked_at.is_not(None), ApiKey.made_at.desc(), ApiKey.id)
    )
    return [(key, maker) for key, maker in session.execute(query)]


def every(session: Session) -> Sequence[tuple[ApiKey, Customer]]:
    """All keys with whose they are, by customer's name."""
    query = (
        select(ApiKey, Customer)
        .join(Customer, Customer.id == ApiKey.customer_id)
        .order_by(func.lower(Customer.name), ApiKey.made_at, ApiKey.id)
    )
    return [(key, customer) for key, customer in session.execute(query)]
