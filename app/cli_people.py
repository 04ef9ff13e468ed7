"""The commands about people who leave, who come back, whose role changes, and who sign in anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from app.domain.roles import ROLES

if TYPE_CHECKING:
    from app.desk import Desk
    from app.store.staff import Staff


def add_to(group: AppGroup, desk: Desk) -> None:
    """`staff deactivate`, `staff activate`, `staff role` and `staff reset`."""

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

    _add_reset(group, desk)


def _add_reset(group: AppGroup, desk: Desk) -> None:
    @group.command("reset")
    @click.option("--email", required=True, help="What they sign in with.")
    @click.option("--password", help="The new one; asked for if left out.")
    @click.option("--link", "by_link", is_flag=True, help="Mail them a link instead: they choose the password.")
    def reset(email: str, password: str | None, by_link: bool) -> None:
        """Voids a person's password, app, passkeys, recovery codes and sign-ins, and gives them a new password."""
        from app.operations import resets
        from app.operations.resets import ResetError
        from app.store import schema, staff

        fault = schema.fault(desk.database)
        if fault:
            raise click.ClickException(fault)
        with desk.database.reading() as session:
            person = staff.by_email(session, email)
        if person is None:
            raise click.ClickException(f"nobody signs in with {email}")
        kept = None if by_link or person.is_break_glass else _hashed(desk, person, password)
        try:
            with desk.database.writing() as session:
                if kept is None:
                    resets.send_link(session, person.id, by=None, mint=desk.mint, now=desk.clock.now())
                else:
                    resets.give_password(session, person.id, kept, mint=desk.mint, now=desk.clock.now())
        except ResetError as error:
            raise click.ClickException(str(error)) from None
        words = "chooses one by the link that is mailed to" if by_link else "signs in with the new password as"
        click.echo(f"{person.name} {words} {person.email}, and sets up an authenticator app again if one is needed.")


def _hashed(desk: Desk, person: Staff, password: str | None) -> str:
    """What is kept of the password that was typed, or is asked for now."""
    from app import passwords

    typed = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    weak = passwords.fault(typed, person.name, person.email, desk.policy.vendor, desk.policy.brand)
    if weak:
        raise click.ClickException(f"--password {weak}")
    return passwords.hashed(typed)
