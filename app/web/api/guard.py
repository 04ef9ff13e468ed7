"""The API's guard: a key that is genuine, of somebody who is a customer."""

from __future__ import annotations

import structlog
from flask import current_app, g, request

from app.domain import tokens
from app.operations import api_keys as keys
from app.store import api_keys
from app.store.api_keys import ApiKey
from app.store.customers import Customer
from app.store.database import is_away
from app.web.api.admitted import Admitted
from app.web.api.problems import Problem
from app.web.room import caller, desk, now, too_often

MANY_GUESSES, GUESS_MINUTES = 30, 10
OPEN_TO_ALL = ("api.describe",)
SENDS = "api.send"
UNPROVEN = "The key cannot be looked up, so nothing was kept. Send it again, with the same Idempotency-Key; or ring."

log = structlog.get_logger()


def admit() -> None:
    """Finds whose key it is; a genuine one is never held up by somebody's guesses."""
    if request.endpoint in OPEN_TO_ALL:
        return
    words = given()
    if words is None:
        raise Problem("no-key")
    found = _known(words)
    if found is None or found[0].revoked_at:
        raise many_guesses() or Problem("no-key", "This key was revoked." if found else "There is no such key.")
    if found[1].archived_at:
        raise Problem("former-customer")
    g.key, g.customer = found
    _note_use(found[0])


def _known(words: str) -> tuple[ApiKey, Customer] | None:
    """Whose key it is. While the database is away, a report may be brought by a key that was let in here before."""
    admitted: Admitted = current_app.extensions["admitted"]
    try:
        found = _found(words)
    except Exception as error:
        if not is_away(error) or request.endpoint != SENDS:
            raise
        found = admitted.by_key(words)
        if found is None:
            raise Problem("away", UNPROVEN, kept=False) from None
        return found
    admitted.note(words, found)
    return found


def key() -> ApiKey:
    """The key that was admitted."""
    admitted: ApiKey = g.key
    return admitted


def customer() -> Customer:
    """Whose key it is."""
    whose: Customer = g.customer
    return whose


def given() -> str | None:
    """The key or token that the request brings, if it does."""
    scheme, _, words = request.headers.get("Authorization", "").partition(" ")
    return words.strip() or None if scheme.lower() == "bearer" else None


def _found(words: str) -> tuple[ApiKey, Customer] | None:
    """By its fingerprint, so that how long it takes says nothing of how near a guess was."""
    # The demo's key is short and known to all: a database that was once a demo's must not open to it.
    if desk().settings.is_production and not tokens.is_key(words):
        return None
    with desk().database.reading() as db:
        return api_keys.by_fingerprint(db, tokens.fingerprint(words))


def many_guesses() -> Problem | None:
    """Counts a wrong key or token; the answer to whoever brings too many."""
    with desk().database.writing() as db:
        many = too_often(db, "key", caller(), limit=MANY_GUESSES, minutes=GUESS_MINUTES)
    return Problem("too-many-tries", headers={"Retry-After": str(GUESS_MINUTES * 60)}) if many else None


def _note_use(used: ApiKey) -> None:
    """A report is not held up where this cannot be written."""
    if not keys.is_use_due(used, now()):
        return
    try:
        with desk().database.writing() as db:
            keys.used(db, used.id, now())
    except Exception as error:
        if not is_away(error):
            raise
        log.warning("key_use_unnoted", fault=type(error).__name__)
