"""The command that makes the set-up code, for whoever opens the portal's first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from app.desk import Desk


def command(desk: Desk) -> click.Command:
    """`setup-code`."""

    @click.command("setup-code")
    def setup_code() -> None:
        """Makes the code by which the first administrator is made in the browser; good once, for an hour."""
        from app.operations import first_administrator
        from app.operations.first_administrator import SomebodyThere
        from app.store import schema

        fault = schema.fault(desk.database)
        if fault:
            raise click.ClickException(fault)
        if not desk.settings.is_production:
            raise click.ClickException(_of_the_demo(desk))
        try:
            with desk.database.writing() as session:
                code = first_administrator.make_code(session, mint=desk.mint, now=desk.clock.now())
        except SomebodyThere:
            raise click.ClickException(
                "somebody is here already: an administrator adds people at the desk, "
                "and `staff add` or `staff role` makes an administrator"
            ) from None
        click.echo(f"Set-up code: {code}")
        click.echo(f"Type it at {desk.settings.public_url}/manage within an hour. It makes one administrator.")
        click.echo("A code from before is void.")

    return setup_code


def _of_the_demo(desk: Desk) -> str:
    """Why there is no code outside of production, with the way on."""
    from app.store import staff

    with desk.database.reading() as session:
        is_anybody = staff.is_anybody(session)
    if is_anybody:
        return "the demo has its people already: see what `make run` prints"
    return (
        "nobody is here yet, but ENVIRONMENT is not production, and the page that takes the code is there "
        "in production alone. `demo` brings the demo's people; `staff add --role administrator` adds somebody of yours"
    )
