"""The demo: its people, its rota and its customers, and portal and dispatcher together in one process."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, date, datetime
from functools import cache
from types import FrameType

import click
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from app import passwords
from app.desk import Desk
from app.dispatcher import Dispatcher
from app.domain import tokens
from app.domain.directory import Entry
from app.operations import api_keys, customers, people, rota
from app.store import api_keys as keys
from app.store import customers as directory
from app.store import schema, staff

PASSWORD = "night-shift-demo"  # noqa: S105  (printed at every start; the demo refuses to run in production)
KEY = "demo-acme"  # Acme's key to the API, likewise
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # the demo's rota covers any instant

PEOPLE = (
    ("Dana Okafor", "dana@example.com", "engineer", "+447700900101", "primary"),
    ("Eve Lindqvist", "eve@example.com", "engineer", "+447700900102", "backup"),
    ("Mo Haddad", "mo@example.com", "administrator", "+447700900103", "duty-manager"),
)

CUSTOMERS = (
    Entry(
        name="Acme Foods",
        account_code="ACME",
        email_domains=("acme.example",),
        notes="Takes its orders by CRM all night. Ring Carol before anybody else.",
    ),
    Entry(
        name="Brightwater Brewing",
        account_code="BRIGHT",
        email_domains=("brightwater.example", "taproom.example"),
        term_from=date(2024, 4, 1),
        term_until=date(2028, 3, 31),
    ),
    Entry(name="Cobalt Cycles", account_code="COBALT", email_domains=("cobalt-cycles.example",)),
    Entry(
        name="Dunmore Dairy",
        email_domains=("dunmore.example",),
        notes="Their orders come in between 2am and 5am. On the farm nobody has a signal: ring the office.",
    ),
    Entry(
        name="Eastgate Engineering",
        account_code="EAST 01",
        email_domains=("eastgate.example",),
        term_from=date(2021, 1, 1),
        term_until=date(2025, 12, 31),
        notes="Their term ended. Sales are talking to them.",
    ),
)


def furnish(desk: Desk) -> None:
    """Brings the database up to date, and puts in the demo's people and its key once."""
    if schema.fault(desk.database):
        schema.upgrade(desk.database)
    with desk.database.writing() as session:
        if not staff.active(session):
            _furnish(session, desk)
        _give_key(session, desk)


def _furnish(session: Session, desk: Desk) -> None:
    password_hash = _password_hash()
    for name, email, role, telephone, layer in PEOPLE:
        person = people.add_staff(
            session,
            name=name,
            email=email,
            role=role,
            telephone=telephone,
            password_hash=password_hash,
            mint=desk.mint,
            now=desk.clock.now(),
        )
        rota.add_shift(session, layer=layer, staff_id=person.id, starts_at=LONG_AGO, ends_at=None, mint=desk.mint)
    for entry in CUSTOMERS:
        customers.add(session, entry, mint=desk.mint)


@cache
def _password_hash() -> str:
    return passwords.hashed(PASSWORD)


def _give_key(session: Session, desk: Desk) -> None:
    """The key of the first customer, unless it was ever given, or they have another code now."""
    code = CUSTOMERS[0].account_code
    customer_id = directory.ids_of_codes(session, [code]).get(code)
    if customer_id and not keys.by_fingerprint(session, tokens.fingerprint(KEY)):
        api_keys.make(
            session, customer_id=customer_id, name="Demo", key=KEY, by=None, mint=desk.mint, now=desk.clock.now()
        )


def run(app: Flask, desk: Desk) -> None:
    """Serves pages and dispatches, until it is interrupted; then it finishes what is in hand."""
    server = make_server("127.0.0.1", desk.settings.port, app, threaded=True, request_handler=_Quiet)
    dispatcher = Dispatcher(desk)
    worker = threading.Thread(target=dispatcher.run, name="dispatcher")

    def stop(_: int, __: FrameType | None) -> None:
        dispatcher.stop()
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.start()
    app.extensions["watchdog"].start()
    app.extensions["clerk"].start()
    _say_where(desk)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        dispatcher.stop()
        worker.join()
        server.server_close()


def _say_where(desk: Desk) -> None:
    url = desk.settings.public_url
    for line in (
        "",
        f"  The customer's page    {url}/",
        f"  Phones and mailboxes   {url}/demo/phones",
        f"  The desk               {url}/manage/",
        f"  Sign in as             mo@example.com / {PASSWORD}",
        f"  Reports by API         {url}/api/openapi.json, with the key {KEY}",
        f"  The clock says         {desk.clock.now():%Y-%m-%d %H:%M} UTC",
        "  Stop with              Ctrl+C",
        "",
    ):
        click.echo(line)


class _Quiet(WSGIRequestHandler):
    """Writes no request lines: their paths hold secret links."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""
