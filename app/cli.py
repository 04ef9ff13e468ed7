"""The commands: `flask --app wsgi COMMAND`."""

from __future__ import annotations

import json
import re
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click
from flask import Flask
from flask.cli import AppGroup

from app import cli_break_glass, cli_customers, cli_people, cli_privacy, cli_record, cli_rota, cli_setup
from app.domain.roles import ROLES

if TYPE_CHECKING:
    from app.desk import Desk


def register(app: Flask, desk: Desk) -> None:
    """Adds the commands to the application."""

    @app.cli.command("demo")
    def demo() -> None:
        """Portal and dispatcher in one process, on demo data."""
        from app import demo as show

        if desk.settings.is_production:
            _stop("the demo does not run in production")
        show.furnish(desk)
        show.run(app, desk)

    @app.cli.command("dispatch")
    @click.option("--once", is_flag=True, help="Run one cycle and end.")
    def dispatch(once: bool) -> None:
        """The dispatcher alone: any number may run."""
        from app.dispatcher import Dispatcher

        _expect_schema(desk)
        _expect_durability(desk)
        dispatcher = Dispatcher(desk)
        if once:
            dispatcher.tick(desk.clock.now())
            return

        def stop(_: int, __: FrameType | None) -> None:
            dispatcher.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        dispatcher.run()

    @app.cli.command("migrate")
    def migrate() -> None:
        """Brings the database to the newest schema."""
        from app.store import schema

        schema.upgrade(desk.database)
        click.echo("The database has the newest schema.")

    app.cli.add_command(_staff(desk))
    app.cli.add_command(cli_customers.group(desk))
    app.cli.add_command(cli_rota.group(desk))
    app.cli.add_command(cli_privacy.group(desk))
    app.cli.add_command(cli_setup.command(desk))
    app.cli.add_command(_policy(desk))
    for command in cli_record.commands(desk):
        app.cli.add_command(command)


def _staff(desk: Desk) -> AppGroup:
    group = AppGroup("staff", help="People who are paged or sign in.")

    @group.command("add")
    @click.option("--name", required=True)
    @click.option("--email", required=True, help="Where mail goes, and what they sign in with.")
    @click.option("--role", type=click.Choice(ROLES), default="engineer", show_default=True)
    @click.option("--phone", help="The mobile number for texts and calls, as in +447700900101.")
    @click.option("--voice", help="The number to ring, where it is not the mobile's.")
    @click.option("--layer", help="Put on call in this layer of the rota, from now until further notice.")
    @click.password_option(help="For signing in; asked for if left out.")
    def add(
        name: str, email: str, role: str, phone: str | None, voice: str | None, layer: str | None, password: str
    ) -> None:
        """Adds a person."""
        from app import passwords
        from app.operations import people, rota
        from app.operations.names import NameTaken
        from app.operations.people import PersonKnown

        _expect_schema(desk)
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
            _stop(f"--email is not an address: {email}")
        weak = passwords.fault(password, name, email, desk.policy.vendor, desk.policy.brand)
        if weak:
            _stop(f"--password {weak}")
        layers = [known.slug for known in desk.policy.layers]
        if layer and layer not in layers:
            _stop(f"--layer is {layer}; the policy has {', '.join(layers)}")
        try:
            with desk.database.writing() as session:
                person = people.add_staff(
                    session,
                    name=name,
                    email=email,
                    role=role,
                    telephone=_telephone(desk, "--phone", phone, is_texted=True) if phone else None,
                    voice=_telephone(desk, "--voice", voice, is_texted=False) if voice else None,
                    password_hash=passwords.hashed(password),
                    mint=desk.mint,
                    now=desk.clock.now(),
                )
                if layer:
                    start = desk.clock.now()
                    rota.add_shift(
                        session, layer=layer, staff_id=person.id, starts_at=start, ends_at=None, mint=desk.mint
                    )
        except PersonKnown:
            _stop(f"somebody signs in with {email} already")
        except NameTaken as error:
            _stop(f"--name: {error}")
        click.echo(f"Added {name} ({role})." + (f" On call as {layer}, from now." if layer else ""))

    cli_people.add_to(group, desk)
    cli_break_glass.add_to(group, desk)
    return group


def _policy(desk: Desk) -> AppGroup:
    group = AppGroup("policy", help="Read a policy, and ask it.")

    @group.command("check")
    @click.argument("policy")
    def check(policy: str) -> None:
        """Reads a policy file: each fault with file, line and key; warns of traps; exit 1 on a fault."""
        from app.domain import policy_traps

        rules = _rulebook(policy)
        for trap in policy_traps.check(rules.policy, desk.clock.now().date()):
            click.echo(f"warning: {trap}")
        click.echo(f"{rules.policy.name}: no faults.")

    @group.command("times")
    @click.argument("policy")
    def times(policy: str) -> None:
        """JSON lines in: {"at", "business_minutes", "tier", "region"}; out: {"at", "is_open", "next_open", "due"}."""
        from app.domain.policy_lines import times_line

        _answer_lines(times_line, _rulebook(policy))

    @group.command("decide")
    @click.argument("policy")
    def decide(policy: str) -> None:
        """JSON lines in: {"at", "services", "affected"}; out: the verdict with its reasons and due instants."""
        from app.domain.policy_lines import decide_line

        _answer_lines(decide_line, _rulebook(policy))

    @group.command("explain")
    @click.argument("policy")
    @click.option("--at", required=True, help="An instant, as in 2026-11-21T03:02:00Z.")
    @click.option("--service", "services", multiple=True)
    @click.option("--affected", default="everyone", show_default=True)
    @click.option("--severity", help="As staff set it; left out, it is what the answers suggest.")
    @click.option("--tier", help="The customer's; left out, it is the policy's default.")
    @click.option("--region", help="Likewise.")
    @click.option("--term-starts", help="The first day of the customer's term, as in 2026-04-01.")
    @click.option("--term-ends", help="The last one.")
    @click.option("--answer", "told", multiple=True, help="A choice, as in impact=degraded.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object in the place of words.")
    def explain(policy: str, services: tuple[str, ...], told: tuple[str, ...], as_json: bool, **known: str) -> None:
        """The decision, and how its times were counted, in words."""
        from app.domain import explanation, policy_lines

        rules = _rulebook(policy)
        chosen = services or tuple(service.slug for service in rules.policy.services[:1])
        answers = dict(answer.partition("=")[::2] for answer in told)
        try:
            at, report = policy_lines.report({**known, "services": list(chosen), "answers": answers})
            said = [json.dumps(explanation.explained(rules, at, report))] if as_json else None
            lines = said or explanation.explain(rules, at, report)
        except (ValueError, LookupError, OverflowError) as error:
            _stop(str(error))
        for line in lines:
            click.echo(line)

    return group


def _rulebook(policy: str) -> Any:
    from app.domain import policy_file
    from app.domain.policy_file import PolicyError
    from app.domain.rulebook import Rulebook

    try:
        return Rulebook.of(policy_file.load(policy))
    except PolicyError as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from None


def _answer_lines(answer: Any, rules: Any) -> None:
    """Answers line by line, so that ten million lines need no more memory than one."""
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
        except ValueError as error:
            said: dict[str, Any] = {"error": f"not JSON: {error}"}
        else:
            said = answer(rules, asked) if isinstance(asked, dict) else {"error": "not a JSON object"}
        sys.stdout.write(json.dumps(said) + "\n")


def _telephone(desk: Desk, option: str, words: str, *, is_texted: bool) -> str:
    from app import telephones
    from app.domain import policy_staff

    try:
        return telephones.understood(words, policy_staff.rung(desk.policy), is_texted=is_texted)
    except telephones.NumberError as error:
        _stop(f"{option}: {error}")


def _expect_schema(desk: Desk) -> None:
    from app.store import schema

    fault = schema.fault(desk.database)
    if fault:
        _stop(fault)


def _expect_durability(desk: Desk) -> None:
    from config import SettingsError

    try:
        desk.expect_durability()
    except SettingsError as error:
        _stop(str(error))


def _stop(words: str) -> NoReturn:
    raise click.ClickException(words)
