"""The customers' directory: the list, one customer with their reports, the archive, and the file of it all."""

from __future__ import annotations

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain import customer_file, periods
from app.domain.directory import Entry, choices
from app.domain.words import cleaned
from app.operations import customers as directory
from app.operations.customer_record import Author
from app.store import api_keys, attachments, customers, log, timeline
from app.store.customers import Customer
from app.store.log import LogFilter
from app.web.manager.guard import person
from app.web.manager.key_form import KeyForm
from app.web.manager.log_rows import standing, status_word
from app.web.room import desk, now

PAGE = 50
REPORTS = 20
EVENTS = 30
BOM = "\ufeff"  # tells spreadsheets that it is UTF-8


def index() -> ResponseReturnValue:
    """Customers by name, those that match, fifty a page."""
    search, archived = cleaned(request.args.get("search"))[:100], request.args.get("show") == "archived"
    after = cleaned(request.args.get("after"))
    with desk().database.reading() as db:
        rows = list(customers.page(db, search=search, archived=archived, after=after, limit=PAGE + 1))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    kept = {"search": search, "show": "archived" if archived else ""}
    query = {name: words for name, words in kept.items() if words} | {"after": rows[-1][0].id if more else ""}
    return render_template(
        "manager/customers.html",
        rows=rows,
        search=search,
        archived=archived,
        next_page=f"?{urlencode(query)}" if more else None,
        choices=choices(desk().policy),
        out_of_term=out_of_term,
        person=person(),
    )


def show(customer_id: str) -> ResponseReturnValue:
    """One customer: what the directory says, their newest reports, and their keys."""
    return page(customer_id)


def page(customer_id: str, key_form: KeyForm | None = None, *, new_key: str = "") -> str:
    """The page of one customer, with what the form for keys has to say, or the key that was made just now."""
    with desk().database.reading() as db:
        customer, entry = found(db, customer_id)
        return render_template(
            "manager/customer.html",
            customer=customer,
            entry=entry,
            choices=choices(desk().policy),
            out_of_term=out_of_term,
            rows=log.page(db, LogFilter(customer=customer.id), limit=REPORTS),
            newest=REPORTS,
            stored=attachments.stored_by(db, customer.id),
            status=status_word,
            standing=standing,
            keys=api_keys.of_customer(db, customer.id),
            events=timeline.of_customer(db, customer.id, EVENTS),
            person=person(),
            key_form=key_form or KeyForm(),
            new_key=new_key,
            this_month=periods.offered(periods.MONTH, desk().rules.calendar, now())[0].slug,
        )


def as_csv() -> ResponseReturnValue:
    """Every customer who is not archived, as the file that can be imported again."""
    with desk().database.reading() as db:
        entries = customers.active(db)
    named = {"Content-Disposition": 'attachment; filename="customers.csv"'}
    return Response(BOM + "".join(customer_file.written(entries)), mimetype="text/csv", headers=named)


def archive(customer_id: str) -> ResponseReturnValue:
    """Puts a customer into the archive."""
    with desk().database.writing() as db:
        found(db, customer_id)
        directory.archive(db, customer_id, now(), author())
    return redirect(url_for("manager.show_customer", customer_id=customer_id), 303)


def bring_back(customer_id: str) -> ResponseReturnValue:
    """Takes a customer out of the archive."""
    with desk().database.writing() as db:
        found(db, customer_id)
        directory.bring_back(db, customer_id, author())
    return redirect(url_for("manager.show_customer", customer_id=customer_id), 303)


def author() -> Author:
    """Whoever is signed in, as the directory's record wants them."""
    return Author(by=person().name, now=now())


def found(db: Session, customer_id: str) -> tuple[Customer, Entry]:
    """The customer and what the directory says of them, or the page that says that there is none."""
    customer = db.get(Customer, cleaned(customer_id))
    if customer is None:
        abort(404)
    return customer, customers.entries(db, [customer.id])[customer.id]


def out_of_term(entry: Entry) -> str:
    """Why today is not within the customer's term, in two or three words; empty while it is."""
    today = now().astimezone(ZoneInfo(desk().policy.hours.zone)).date()
    if entry.term_until and today > entry.term_until:
        return "term over"
    if entry.term_from and today < entry.term_from:
        return "term to come"
    return ""
