"""Challenges: what a passkey signs. Each is of one browser, holds for five minutes, and is good once."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from flask import session

from app.domain import tokens
from app.domain.sign_in import CHALLENGE_LASTS
from app.passkeys import Site
from app.web.room import desk, now, too_often

What = Literal["make", "show"]
REMEMBERED = 15  # minutes for which one that was used is known: longer than any holds


def site() -> Site:
    """What passkeys are bound to here."""
    return Site.of(desk().settings.public_url, f"{desk().policy.vendor} desk")


def fresh(what: What) -> str:
    """A new challenge, in the place of the one that this browser had."""
    challenge = desk().mint.id()
    session[f"passkey-{what}"] = {"challenge": challenge, "at": now().isoformat()}
    return challenge


def spend(what: What) -> str | None:
    """Uses this browser's challenge up. None: it has none, it was too slow, or a copy of its cookie was used before."""
    kept = session.pop(f"passkey-{what}", None)
    if not kept or now() - datetime.fromisoformat(kept["at"]) > CHALLENGE_LASTS:
        return None
    challenge: str = kept["challenge"]
    with desk().database.writing() as db:
        used = too_often(db, "challenge", tokens.fingerprint(challenge), limit=1, minutes=REMEMBERED)
    return None if used else challenge
