"""The commands about one person outside the staff: what is held about them, handed out or taken out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

if TYPE_CHECKING:
    from app.desk import Desk

WHOM = "EMAIL_OR_PHONE"


def group(desk: Desk) -> AppGroup:
    """`person export` and `person erase`."""
    group = AppGroup("person", help="What is held about somebody who reported.")

    @group.command("export")
    @click.argument("whom", metavar=WHOM)
    def export(whom: str) -> None:
        """Writes all of it as JSON. The record says that it was handed out."""
        from app.operations import privacy, record

        _expect(desk, whom)
        with desk.database.writing() as session:
            held = privacy.export(session, whom, by=record.ADMINISTRATOR, now=desk.clock.now())
        click.echo(json.dumps(held, ensure_ascii=False, indent=2))

    @group.command("erase")
    @click.argument("whom", metavar=WHOM)
    @click.option("--yes", is_flag=True, help="Do not ask.")
    def erase(whom: str, yes: bool) -> None:
        """Takes all of it out for good, but for reports that are open."""
        from app.operations import privacy, record
        from app.store.privacy import held_about

        _expect(desk, whom)
        with desk.database.reading() as session:
            counts = held_about(session, whom).counts
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        if not yes:
            click.confirm(f"Erase {told}? It cannot be undone", abort=True)
        with desk.database.writing() as session:
            held = privacy.erase(session, whom, by=record.ADMINISTRATOR, mint=desk.mint, now=desk.clock.now())
            left = ", ".join(one.reference for one in held.open_reports)
        click.echo(f"Erased: {told}." + (f" Left, because they are open: {left}." if left else ""))

    return group


def _expect(desk: Desk, whom: str) -> None:
    from app.domain.erasure import is_exact
    from app.store import schema

    fault = schema.fault(desk.database)
    if not fault and not is_exact(whom):
        fault = f"{whom!r} is neither a whole mail address nor a whole telephone number"
    if fault:
        raise click.ClickException(fault)
