"""The alarms that last: shown above every page of the desk."""

from __future__ import annotations

from typing import Any

from flask import g

from app.store import alarms
from app.web.room import desk


def shown() -> dict[str, Any]:
    """What the frame shows to whoever is signed in."""
    if not g.get("person"):
        return {}
    with desk().database.reading() as db:
        return {"alarms": alarms.standing(db)}
