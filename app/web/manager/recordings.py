"""A helpline call's recording, for whoever is signed in."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.store import calls
from app.web.listening import recording
from app.web.room import desk


def play(sid: str) -> ResponseReturnValue:
    """What the caller said."""
    with desk().database.reading() as db:
        call = calls.by_sid(db, sid)
    return recording(call)
