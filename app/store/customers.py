"""Customers: the directory that says whether a reporter is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, and_, bindparam, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain import mail_domains
from app.domain.directory import Entry
from app.store.base import Base


class Customer(Base):
    """A customer of the vendor. Without a tier or a region, the policy's default; the term's two days are included.

    archived_at: since when nobody is taken for them; None while they are a customer. What names them stays.
    """

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    account_code: Mapped[str | None] = mapped_column(unique=True)
    tier: Mapped[str | None]
    region: Mapped[str | None]
    term_from: Mapped[date | None]
    term_until: Mapped[date | None]
    notes: Mapped[str] = mapped_column(server_default="")
    archived_at: Mapped[datetime | None]

    def entry(self, domains: Iterable[str]) -> Entry:
        """What the directory says of them."""
        return Entry(
            name=self.name,
            account_code=self.account_code or "",
            email_domains=tuple(sorted(domains)),
            tier=self.tier or "",
            region=self.region or "",
            term_from=self.term_from,
            term_until=self.term_until,
            notes=self.notes,
        )


class CustomerDomain(Base):
    """A mail domain whose owners speak for a customer."""

    __tablename__ = "customer_domains"

    domain: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)


def ids_of_emails(session: Session, emails: Iterable[str]) -> dict[str, str]:
    """The customers whose mail domains these addresses are of: their ids, by address as it was given.

    An address below a known domain is of that domain, the longest one; archived customers have none.
    """
    domains = {email: mail_domains.of_address(email) for email in emails if email}
    asked = {domain for candidates in domains.values() for domain in candidates}
    if not asked:
        return {}
    owners = dict(session.connection().execute(_OF_DOMAINS, {"domains": list(asked)}).all())
    known = {email: [one for one in candidates if one in owners] for email, candidates in domains.items()}
    return {email: owners[found[0]] for email, found in known.items() if found}


def ids_of_codes(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The customers of these account codes: their ids, by code. Archived customers have none."""
    asked = [code for code in codes if code]
    found = session.connection().execute(_OF_CODES, {"codes": asked}) if asked else ()
    return {code: customer_id for code, customer_id in found if code}


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What a customer has bought, and where: slugs of the policy, and the term's two days, included."""

    tier: str | None
    region: str | None
    term_from: date | None
    term_until: date | None


def contracts(session: Session, ids: Collection[str]) -> dict[str, Contract]:
    """The contracts of customers, by id."""
    if not ids:
        return {}
    rows = session.connection().execute(_CONTRACTS, {"ids": list(ids)})
    return {
        row.id: Contract(tier=row.tier, region=row.region, term_from=row.term_from, term_until=row.term_until)
        for row in rows
    }


def entries(session: Session, ids: Collection[str] | None = None) -> dict[str, Entry]:
    """What the directory says, by customer's id; of everybody, archived or not, unless `ids` are named. By name."""
    found = select(Customer).order_by(func.lower(Customer.name), Customer.id)
    theirs = select(CustomerDomain.customer_id, CustomerDomain.domain)
    if ids is not None:
        found, theirs = found.where(Customer.id.in_(ids)), theirs.where(CustomerDomain.customer_id.in_(ids))
    domains = defaultdict(list)
    for customer_id, domain in session.execute(theirs):
        domains[customer_id].append(domain)
    return {customer.id: customer.entry(domains[customer.id]) for customer in session.scalars(found)}


def active(session: Session) -> list[Entry]:
    """What the directory says of everybody who is not archived, by name."""
    archived = archived_ids(session)
    return [entry for customer_id, entry in entries(session).items() if customer_id not in archived]


def archived_ids(session: Session) -> set[str]:
    """The customers who are one no more."""
    return set(session.scalars(select(Customer.id).where(Customer.archived_at.is_not(None))))


def page(
    session: Session, *, search: str, archived: bool, after: str | None, limit: int
) -> Sequence[tuple[Customer, Entry]]:
    """Customers by name, those that match; `after` is the id of the last one of the page before."""
    conditions = [_matching(search)] if search else []
    conditions.append(Customer.archived_at.is_not(None) if archived else Customer.archived_at.is_(None))
    if after and session.get(Customer, after):
        conditions.append(_later(after))
    query = select(Customer).where(*conditions).order_by(func.lower(Customer.name), Customer.id).limit(limit)
    found = session.scalars(query).all()
    said = entries(session, [customer.id for customer in found])
    return [(customer, said[customer.id]) for customer in found]


def held(session: Session) -> Mapping[str, Entry]:
    """Everybody's entries, by id, while nobody else changes the directory until the end of the transaction."""
    if session.get_bind().dialect.name == "postgresql":  # on SQLite who writes is alone anyway
        session.execute(text("LOCK TABLE customers IN SHARE ROW EXCLUSIVE MODE"))
    return entries(session)


def _matching(search: str) -> ColumnElement[bool]:
    """By name, account code, notes or mail domain."""
    owners = select(CustomerDomain.customer_id).where(CustomerDomain.domain.icontains(search, autoescape=True))
    columns = (Customer.name, Customer.account_code, Customer.notes)
    return or_(Customer.id.in_(owners), *(column.icontains(search, autoescape=True) for column in columns))


def _later(after: str) -> ColumnElement[bool]:
    """What comes after a customer in the order of the page, which is the database's own."""
    name = func.lower(Customer.name)
    last = select(func.lower(Customer.name)).where(Customer.id == after).scalar_subquery()
    return or_(name > last, and_(name == last, Customer.id > after))


_OF_DOMAINS = (
    select(CustomerDomain.domain, CustomerDomain.customer_id)
    .join(Customer, Customer.id == CustomerDomain.customer_id)
    .where(Customer.archived_at.is_(None), CustomerDomain.domain.in_(bindparam("domains", expanding=True)))
)
_CONTRACTS = select(Customer.id, Customer.tier, Customer.region, Customer.term_from, Customer.term_until).where(
    Customer.id.in_(bindparam("ids", expanding=True))
)
_OF_CODES = select(Customer.account_code, Customer.id).where(
    Customer.archived_at.is_(None), Customer.account_code.in_(bindparam("codes", expanding=True))
)
