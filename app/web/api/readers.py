"""The guard of what other systems read: a token that is genuine, and still works."""

from __future__ import annotations

import structlog

from app.domain import tokens
from app.operations import read_tokens as operations
from app.store import read_tokens
from app.store.database import is_away
from app.store.read_tokens import ReadToken
from app.web.api.guard import given, many_guesses
from app.web.api.problems import Problem
from app.web.room import desk, now

log = structlog.get_logger()


def admit() -> None:
    """Lets in whoever has a token that reads; a genuine one is never held up by somebody's guesses."""
    words = given()
    if words is None:
        raise Problem("no-token")
    with desk().database.reading() as db:
        found = read_tokens.by_fingerprint(db, tokens.fingerprint(words))
    refusal = operations.why_not(found, now())
    if found is None or refusal:
        raise many_guesses() or Problem("no-token", refusal)
    _note_use(found)


def _note_use(used: ReadToken) -> None:
    """That the log was read, with which token: not which rows. Reading goes on where this cannot be written."""
    if not operations.is_use_due(used, now()):
        return
    try:
        with desk().database.writing() as db:
            operations.used(db, used.id, now())
    except Exception as error:
        if not is_away(error):
            raise
        log.warning("token_use_unnoted", fault=type(error).__name__)
