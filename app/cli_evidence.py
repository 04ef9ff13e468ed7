"""A bundle of evidence on the command line: is it what the portal signed? No database and no secret is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from app.desk import Desk


def is_bundle(path: Path) -> bool:
    """Whether a file is a bundle, and no back-up: it is text, and they are not."""
    with path.open("rb") as file:
        return file.read(1) == b"{"


def say_key(desk: Desk) -> None:
    """Prints the portal's own public key, to be noted by whoever is to check bundles."""
    from app.domain import evidence

    public_key = desk.mint.seal_keys()[0]
    click.echo(f"The portal signs with the {evidence.ALGORITHM} key {public_key}.")
    click.echo(f"Its fingerprint is {evidence.fingerprint(public_key)}.")


def verify(desk: Desk, path: Path, named: str | None) -> None:
    """Says what is in the bundle, or the first thing that is wrong. `named`: the fingerprint that is trusted.

    Nothing of it is said before its key is known to be trusted: whoever forged it chose the words.
    """
    from app import seals
    from app.domain import evidence
    from app.domain.words import printable

    try:
        bundle = evidence.read(path.read_bytes())
    except evidence.Unreadable as error:
        raise click.ClickException(str(error)) from None
    found = evidence.check(bundle)
    if found.fault:
        raise click.ClickException(printable(found.fault))
    seal = evidence.seal_of(bundle)
    if seal is None or not seals.holds(seal, evidence.sealed_words(bundle)):
        raise click.ClickException("it was changed after it was signed: the signature does not fit")
    fault = _doubt(desk, seal.public_key, named)
    if fault:
        raise click.ClickException(fault)
    _say(bundle, is_counted=found.is_counted)
    click.echo("The bundle is sound.")


def _doubt(desk: Desk, public_key: str, named: str | None) -> str:
    """Why the key is not to be trusted: it is neither the one that was named, nor this portal's own."""
    from app.domain import evidence

    own = evidence.fingerprint(public_key)
    if named:
        return "" if named == own else f"it is signed by another key than the one you named: {own}"
    if public_key not in desk.mint.seal_keys():
        return f"the key {own} is not known here: name it by --key if you have it from the portal's people"
    if not desk.settings.has_own_secret:
        return f"the key {own} is the demo's, and anybody can sign with it: name it by --key to take it all the same"
    return ""


def _say(bundle: dict[str, Any], *, is_counted: bool) -> None:
    from app.domain import evidence_chain

    told = evidence_chain.counted(bundle["chain"])
    click.echo(f"Incident {bundle['incident']['reference']}, as it was at {bundle['made_at']}.")
    click.echo(f"The chain holds {told.own} of its events among {told.all}; its head is {told.head}.")
    if told.waiting:
        click.echo(f"Not linked yet when it was made: {told.waiting}.")
    if not is_counted:
        click.echo("This version of the portal cannot read the policy's text, so the due times were not counted anew.")
