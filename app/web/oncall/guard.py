"""The on-call door's guard: a link that is genuine, and not guessed."""

from __future__ import annotations

from flask import g, request

from app.domain import tokens
from app.store import incidents
from app.store.incidents import Page
from app.web.room import desk, no_such_link


def admit() -> None:
    """Finds the page that the link belongs to; a genuine link is never held up by somebody's guesses."""
    token = (request.view_args or {}).pop("token", "")
    with desk().database.reading() as db:
        page = incidents.page_by_fingerprint(db, tokens.fingerprint(token)) if tokens.is_token(token) else None
    if page is None:
        no_such_link()
    g.page, g.token = page, token


def page() -> Page:
    """The page that was admitted."""
    found: Page = g.page
    return found
