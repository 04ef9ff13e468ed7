"""What every view starts from: the desk, and what time it is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from flask import current_app, request

from app.store import throttles

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.desk import Desk


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
