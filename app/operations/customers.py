"""The customers' directory: entries are added, changed, archived and brought back, by hand or by a whole file.

Where an author is named it is on record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.orm import Session

from app.domain import customer_plan
from app.domain.customer_file import Sheet
from app.domain.customer_plan import Plan
from app.domain.directory import Directory, Entry, Fault, disorder
from app.domain.tokens import Mint
from app.operations import customer_record
from app.operations.customer_record import Author
from app.store import customers
from app.store.base import put
from app.store.customers import Customer, CustomerDomain


class EntryError(ValueError):
    """The entry cannot be: what is wrong, by column."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.words for fault in faults))
        self.faults = faults


class EntryMoved(Exception):
    """The entry is not any more what whoever changes it has seen."""


def faults(session: Session, customer_id: str, entry: Entry) -> list[Fault]:
    """Why this customer (an id that is not known: a new one) cannot have this entry. Writes nothing."""
    return _unfit(session, customer_id, entry, customers.entries(session))


def add(session: Session, entry: Entry, *, mint: Mint, author: Author | None = None) -> str:
    """Adds a customer: their id. EntryError if the entry claims what is another's."""
    customer_id, known = mint.id(), customers.held(session)
    _expect_fit(session, customer_id, entry, known)
    _keep(session, {customer_id: entry}, known, author)
    return customer_id


def change(session: Session, customer_id: str, entry: Entry, *, seen: str, author: Author | None = None) -> None:
    """Gives a customer another entry in place of the one that was `seen` (its digest), or EntryMoved.

    EntryError if it claims what is another's.
    """
    known = customers.held(session)
    if known[customer_id].digest != seen:
        raise EntryMoved(customer_id)
    _expect_fit(session, customer_id, entry, known)
    _keep(session, {customer_id: entry}, known, author)


def archive(session: Session, customer_id: str, now: datetime, author: Author | None = None) -> None:
    """Nobody is taken for this customer any more; all that names them stays. Twice is once."""
    customer = session.get_one(Customer, customer_id, with_for_update=True)
    if customer.archived_at is None:
        customer.archived_at = now
        if author:
            customer_record.archived(session, author, customer_id, is_back=False)


def bring_back(session: Session, customer_id: str, author: Author | None = None) -> None:
    """A customer again: the code and the domains were theirs all the time."""
    customer = session.get_one(Customer, customer_id, with_for_update=True)
    if customer.archived_at:
        customer.archived_at = None
        if author:
            customer_record.archived(session, author, customer_id, is_back=True)


def plan(session: Session, sheet: Sheet) -> Plan:
    """What importing the file would do. Writes nothing."""
    return customer_plan.plan(sheet, customers.entries(session), customers.archived_ids(session))


def take_in(
    session: Session, sheet: Sheet, *, seen: str | None, mint: Mint, author: Author | None = None
) -> tuple[Plan, bool]:
    """Imports the file, and says what that was; False if nothing was done.

    Nothing is done where anything is wrong, or where it would not be what was `seen` (a plan's digest).
    """
    known = customers.held(session)
    due = plan(session, sheet)
    if due.faults or (seen is not None and due.digest != seen):
        return due, False
    _keep(session, {change.key or mint.id(): change.after for change in (*due.new, *due.changed)}, known, author)
    return due, True


def _expect_fit(session: Session, key: str, entry: Entry, known: Mapping[str, Entry]) -> None:
    if found := _unfit(session, key, entry, known):
        raise EntryError(found)


def _unfit(session: Session, key: str, entry: Entry, known: Mapping[str, Entry]) -> list[Fault]:
    directory = Directory({**known, key: entry}, customers.archived_ids(session))
    return disorder(entry) + [fault for fault, _ in directory.clashes(key, entry)]


def _keep(session: Session, entries: Mapping[str, Entry], known: Mapping[str, Entry], author: Author | None) -> None:
    """Writes entries by id. Domains are given up before they are taken: one may move within a file."""
    for customer_id, entry in entries.items():
        customer = session.get_one(Customer, customer_id) if customer_id in known else Customer(id=customer_id)
        customer.name, customer.notes = entry.name, entry.notes
        customer.account_code, customer.tier = entry.account_code or None, entry.tier or None
        customer.region = entry.region or None
        customer.term_from, customer.term_until = entry.term_from, entry.term_until
        session.add(customer)
    session.flush()
    had = {(domain, key) for key in entries if key in known for domain in known[key].email_domains}
    has = {(domain, key) for key, entry in entries.items() for domain in entry.email_domains}
    if had - has:
        given_up = [{"gone": domain} for domain, _ in had - has]
        session.connection().execute(delete(CustomerDomain).where(CustomerDomain.domain == bindparam("gone")), given_up)
    put(session, CustomerDomain, [{"domain": domain, "customer_id": key} for domain, key in sorted(has - had)])
    if author:
        customer_record.entries(session, author, known, entries)
