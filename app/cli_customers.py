"""The commands about customers: their directory comes in as a file, and goes out as one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from app import cli_keys

if TYPE_CHECKING:
    from app.desk import Desk


def group(desk: Desk) -> AppGroup:
    """`customers import`, `customers export` and `customers key`."""
    group = AppGroup("customers", help="The customers' directory.")

    @group.command("import")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Say what would happen, and do nothing.")
    def take_in(file: Path, dry_run: bool) -> None:
        """Imports a CSV FILE: all of it, or where any line is wrong nothing; exit 1 then."""
        from app.domain import customer_file, directory
        from app.operations import customers
        from app.operations.customer_record import Author

        _expect_schema(desk)
        sheet = customer_file.read(file.read_bytes(), directory.choices(desk.policy))
        author = Author(by="the command line", now=desk.clock.now())
        if dry_run:
            with desk.database.reading() as session:
                plan = customers.plan(session, sheet)
        else:
            with desk.database.writing() as session:
                plan, _ = customers.take_in(session, sheet, seen=None, mint=desk.mint, author=author)
        for fault in plan.faults:
            click.echo(f"{file}: {fault}", err=True)
        if plan.unnamed:
            click.echo(f"{file}: and {plan.unnamed} more.", err=True)
        if plan.faults:
            raise click.ClickException("nothing was imported")
        verb = "Would import" if dry_run else "Imported"
        click.echo(f"{verb}: {len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged.")

    @group.command("export")
    def export() -> None:
        """Writes every customer who is not archived as CSV, to be imported again."""
        from app.domain import customer_file
        from app.store import customers

        _expect_schema(desk)
        with desk.database.reading() as session:
            entries = customers.active(session)
        for line in customer_file.written(entries):
            click.echo(line, nl=False)

    group.add_command(cli_keys.group(desk))
    return group


def _expect_schema(desk: Desk) -> None:
    from app.store import schema

    fault = schema.fault(desk.database)
    if fault:
        raise click.ClickException(fault)
