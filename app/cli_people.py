"""The commands about people who leave, who come back, and whose role changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from app.domain.roles import ROLES

if TYPE_CHECKING:
    from app.desk import Desk


def add_to(group: AppGroup, desk: Desk) -> None:
    """`staff deactivate`, `staff activate` and `staff role`."""

    @group.command("deactivate")
    @click.option("--email", required=True, help="What they sign in with.")
    def deactivate(email: str) -> None:
        """Somebody leaves: they are paged no more, and signed out at once. What they did stays on record."""
        from app.operations import people
        from app.store import staff

        with desk.database.writing() as session:
            person = staff.by_email(session, email)
            if person is None:
                raise click.ClickException(f"nobody signs in with {email}")
            people.deactivate(session, person.id, now=desk.clock.now())
        click.echo(f"{person.name} is paged no more and cannot sign in. See that the rota has no gap.")

    @group.command("activate")
    @click.option("--email", required=True, help="What they signed in with.")
    def activate(email: str) -> None:
        """Somebody is back: they can be paged and sign in again, and their shifts count."""
        from app.operations import people
        from app.store import staff

        with desk.database.writing() as session:
            person = staff.former_by_email(session, email)
            if person is None:
                raise click.ClickException(f"nobody who left signed in with {email}")
            people.activate(session, person.id, now=desk.clock.now())
        click.echo(f"{person.name} can be paged and sign in again.")

    @group.command("role")
    @click.option("--email", required=True, help="What they sign in with.")
    @click.option("--role", type=click.Choice(ROLES), required=True)
    def role(email: str, role: str) -> None:
        """Changes what somebody may do, from their next page on."""
        from app.operations import people
        from app.store import staff

        with desk.database.writing() as session:
            person = staff.by_email(session, email)
            if person is None:
                raise click.ClickException(f"nobody signs in with {email}")
            people.take_role(session, person.id, role, now=desk.clock.now())
        click.echo(f"{person.name} is {people.a_role(role)} now.")
