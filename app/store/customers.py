"""Customers: the directory that says whether a reporter is known."""

from __future__ import annotations

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class Customer(Base):
    """A customer of the vendor."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    account_code: Mapped[str | None] = mapped_column(unique=True)


class CustomerDomain(Base):
    """A mail domain whose owners speak for a customer."""

    __tablename__ = "customer_domains"

    domain: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)


def id_of_email(session: Session, email: str) -> str | None:
    """The customer whose mail domain this address is of, by id."""
    domain = email.rpartition("@")[2].strip().lower()
    return session.connection().execute(_OF_DOMAIN, {"domain": domain}).scalar() if domain else None


_OF_DOMAIN = select(CustomerDomain.customer_id).where(CustomerDomain.domain == bindparam("domain"))
