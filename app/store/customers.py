"""Customers: the directory that says whether a reporter is known."""

from __future__ import annotations

from collections.abc import Iterable

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


def ids_of_emails(session: Session, emails: Iterable[str]) -> dict[str, str]:
    """The customers whose mail domains these addresses are of: their ids, by address as it was given."""
    domains = {email: email.rpartition("@")[2].strip().lower() for email in emails if email}
    if not domains:
        return {}
    owners = dict(session.connection().execute(_OF_DOMAINS, {"domains": list(set(domains.values()))}).all())
    return {email: owners[domain] for email, domain in domains.items() if domain in owners}


_OF_DOMAINS = select(CustomerDomain.domain, CustomerDomain.customer_id).where(
    CustomerDomain.domain.in_(bindparam("domains", expanding=True))
)
