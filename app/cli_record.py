"""The commands about the record: whether it is what it was, and a copy of it all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from app.desk import Desk
    from app.operations.verifying import Finding

HEAD = (
    "The head of the chain as it was noted earlier: it must still stand in it. What came late before is not told again."
)
KEY = "The fingerprint of the key that evidence is to be signed by. Alone, it prints the portal's own key."
OWN = "own"  # --key without a fingerprint


def commands(desk: Desk) -> list[click.Command]:
    """`verify` and `backup`."""
    return [_verify(desk), _backup(desk)]


def _verify(desk: Desk) -> click.Command:
    @click.command("verify")
    @click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--head", "noted", callback=_head, help=HEAD)
    @click.option("--key", callback=_key, is_flag=False, flag_value=OWN, help=KEY)
    def verify(file: Path | None, noted: str | None, key: str | None) -> None:
        """Checks the timeline's chain and the policies' texts: the database's, or those of a back-up's FILE.

        FILE may be the evidence of one incident too, which is checked without database and secret key. Names the first
        event that was changed, removed, put in or moved; exit 1 then.
        """
        from app import backup, cli_evidence
        from app.operations import verifying
        from app.store.copies import CopyFailed

        if key == OWN:
            cli_evidence.say_key(desk)
            return
        if file and cli_evidence.is_bundle(file):
            cli_evidence.verify(desk, file, key)
            return
        if key:
            raise click.UsageError("--key FINGERPRINT goes with the evidence of an incident")
        now = desk.clock.now()
        if file:
            try:
                finding = backup.verified(file, noted, now)
            except CopyFailed as failure:
                raise click.ClickException(str(failure)) from None
        else:
            _expect_schema(desk)
            with desk.database.reading() as session:
                finding = verifying.verify(session, noted, now)
        _say(finding)
        if finding.fault:
            raise click.ClickException(_fault(finding))
        click.echo("The record is sound.")

    return verify


def _backup(desk: Desk) -> click.Command:
    @click.command("backup")
    @click.argument("folder", type=click.Path(path_type=Path))
    @click.option("--head", "noted", callback=_head, help=HEAD)
    def backup(folder: Path, noted: str | None) -> None:
        """Copies the database into FOLDER while the portal works, checks the copy, and prunes older ones.

        How long copies are kept is the policy's to say. Where the copy fails, or its record is not sound, nothing is
        pruned; exit 1 then.
        """
        from app.backup import back_up
        from app.store.copies import CopyFailed

        _expect_schema(desk)
        try:
            made = back_up(desk, folder, noted, desk.clock.now())
        except CopyFailed as failure:
            raise click.ClickException(str(failure)) from None
        click.echo(f"Backed up to {made.path}, {made.size:,} bytes.")
        _say(made.finding)
        if made.finding.fault:
            raise click.ClickException(f"nothing was pruned: {_fault(made.finding)}")
        click.echo(f"Pruned {made.pruned} older copies." if made.pruned != 1 else "Pruned 1 older copy.")

    return backup


def _say(finding: Finding) -> None:
    from app.domain import times

    click.echo(f"The chain holds {finding.links:,} events; its head is {finding.head}.")
    if finding.erased:
        click.echo(f"Erased, as the record says: the words of {finding.erased:,} of them.")
    if finding.waiting and finding.oldest_waiting:
        oldest = times.iso(finding.oldest_waiting)
        click.echo(f"Not linked yet: {finding.waiting:,}, the oldest of {oldest}.")
    click.echo(f"Policies' texts: {finding.texts}.")


def _fault(finding: Finding) -> str:
    return f"{finding.fault} ({finding.reference})" if finding.reference else finding.fault


def _head(_: click.Context, __: click.Parameter, words: str | None) -> str | None:
    from app.domain import chain

    if words is not None and not chain.is_head(words):
        raise click.BadParameter("it has 64 hexadecimal digits")
    return words


def _key(_: click.Context, __: click.Parameter, words: str | None) -> str | None:
    from app.domain import chain

    if words is not None and words != OWN and not chain.is_head(words):
        raise click.BadParameter("a fingerprint has 64 hexadecimal digits")
    return words


def _expect_schema(desk: Desk) -> None:
    from app.store import schema

    fault = schema.fault(desk.database)
    if fault:
        raise click.ClickException(fault)
