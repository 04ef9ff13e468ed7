"""What every view starts from: the desk, and what time it is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NoReturn, cast

from flask import abort, current_app, request

from app.store import throttles

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.desk import Desk

MANY_GUESSES, GUESS_MINUTES = 30, 10  # at secret links, by one caller


def desk() -> Desk:
    """The desk that this portal works at."""
    return cast("Desk", current_app.extensions["desk"])


def now() -> datetime:
    """The instant, by the desk's clock."""
    return desk().clock.now()


def too_often(session: Session, what: str, whose: str, *, limit: int, minutes: int) -> bool:
    """Counts one more attempt, and says whether there were more than `limit` in the window of `minutes`."""
    at = now()
    return throttles.hit(session, f"{what}:{whose}", at + timedelta(minutes=minutes), at) > limit


def caller() -> str:
    """Where the request comes from, as far as the trusted proxies say."""
    return request.remote_addr or "unknown"


def no_such_link() -> NoReturn:
    """Answers an unknown link. Guessing is hopeless, and slowed down; a genuine link is never held up by it."""
    with desk().database.writing() as db:
        many = too_often(db, "guess", caller(), limit=MANY_GUESSES, minutes=GUESS_MINUTES)
    abort(429 if many else 404)
