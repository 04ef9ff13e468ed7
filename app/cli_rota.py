"""The commands about the rota: another tool's calendar comes in as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

if TYPE_CHECKING:
    from app.desk import Desk


def group(desk: Desk) -> AppGroup:
    """`rota import`."""
    group = AppGroup("rota", help="Who is on call.")
    layers = [layer.slug for layer in desk.policy.layers]

    @group.command("import")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--layer", type=click.Choice(layers), help="The layer; left out, each event's summary names it.")
    def take_in(file: Path, layer: str | None) -> None:
        """Imports the shifts of an iCalendar FILE: all of them, or where any is wrong nothing; exit 1 then."""
        from app import calendar_files
        from app.calendar_rules import CalendarFileError
        from app.operations import rota_import
        from app.operations.rota import Hand
        from app.store import schema

        fault = schema.fault(desk.database)
        if fault:
            raise click.ClickException(fault)
        now = desk.clock.now()
        content = file.read_bytes()
        try:
            events = calendar_files.read(content, now, now + rota_import.AHEAD, desk.policy.hours.zone)
        except CalendarFileError as error:
            raise click.ClickException(f"{file} is no calendar that can be read: {error}") from None
        hand = Hand(by="the command line", policy=desk.policy, mint=desk.mint, now=now)
        with desk.database.writing() as session:
            done = rota_import.take_in(session, hand, events, calendar_files.uids(content), layer)
        for words in done.faults:
            click.echo(words, err=True)
        if done.faults:
            raise click.ClickException("Nothing was imported.")
        click.echo(f"Imported {done.added} shifts up to {now + rota_import.AHEAD:%Y-%m-%d}; {done.replaced} replaced.")

    return group
