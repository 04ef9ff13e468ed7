"""The commands about customers' keys to the API."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from app.desk import Desk


def group(desk: Desk) -> AppGroup:
    """`customers key add`, `list` and `revoke`."""
    group = AppGroup("key", help="Keys with which customers' programs report.")

    @group.command("add")
    @click.argument("customer")
    @click.option("--name", required=True, help="What it is for, as in 'Nightly monitor'.")
    def add(customer: str, name: str) -> None:
        """Makes a key for CUSTOMER (account code or name), and writes it: this once, for only its print is kept."""
        from app.domain.words import cleaned
        from app.operations import api_keys

        _expect_schema(desk)
        name = cleaned(name)
        if not 0 < len(name) <= api_keys.LONGEST_NAME:
            _stop(f"--name takes 1 to {api_keys.LONGEST_NAME} characters")
        key = desk.mint.key()
        with desk.database.writing() as session:
            customer_id, known_as = _customer(session, customer)
            now = desk.clock.now()
            api_keys.make(session, customer_id=customer_id, name=name, key=key, by=None, mint=desk.mint, now=now)
        click.echo(f"A key of {known_as}, {name}. Keep it now: it is not shown again.", err=True)
        click.echo(key)

    @group.command("list")
    @click.argument("customer", required=False)
    def show(customer: str | None) -> None:
        """Lists the keys of CUSTOMER, or of everybody: id, ending, customer, name, when made, last used, state."""
        from app.store import api_keys

        _expect_schema(desk)
        with desk.database.reading() as session:
            wanted = _customer(session, customer)[0] if customer else None
            for key, owner in api_keys.every(session):
                if wanted in (None, owner.id):
                    state = f"revoked {_at(key.revoked_at)}" if key.revoked_at else "works"
                    dates = f"made {_at(key.made_at)}", f"last used {_at(key.used_at)}"
                    click.echo("  ".join((key.id, f"...{key.ending}", owner.name, key.name, *dates, state)))

    @group.command("revoke")
    @click.argument("key_id", metavar="ID")
    def revoke(key_id: str) -> None:
        """Revokes the key of that ID, which `list` says: from now on it opens nothing."""
        from app.operations import api_keys

        _expect_schema(desk)
        with desk.database.writing() as session:
            key = api_keys.revoke(session, key_id, by=None, now=desk.clock.now())
        if key is None:
            _stop(f"there is no key with the id {key_id}")
        click.echo(f"Revoked {key.name} (...{key.ending}).")

    return group


def _customer(session: Session, words: str) -> tuple[str, str]:
    """The id and name of the customer with that account code, or that name; archived ones are none any more."""
    from app.domain import directory
    from app.store import customers

    archived, code, name = customers.archived_ids(session), directory.code(words), words.strip().casefold()
    entries = {key: entry for key, entry in customers.entries(session).items() if key not in archived}
    by_code = [key for key, entry in entries.items() if entry.account_code and entry.account_code == code]
    by_name = [key for key, entry in entries.items() if entry.name.casefold() == name]
    found = [*by_code, *by_name]
    if not found:
        _stop(f"no customer has the account code or the name {words}")
    return found[0], entries[found[0]].name


def _at(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%dT%H:%MZ}" if instant else "never"


def _expect_schema(desk: Desk) -> None:
    from app.store import schema

    fault = schema.fault(desk.database)
    if fault:
        _stop(fault)


def _stop(words: str) -> NoReturn:
    raise click.ClickException(words)
