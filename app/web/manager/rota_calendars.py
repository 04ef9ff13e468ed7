"""Calendars at the desk: the private addresses of one's own shifts, and of everybody's."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.operations import rota_feeds
from app.store.rota_notes import feed_of
from app.web.manager.guard import person
from app.web.manager.rota_hand import hand
from app.web.room import desk


def show() -> ResponseReturnValue:
    """Both addresses, as far as they were made."""
    with desk().database.reading() as db:
        return render_template(
            "manager/rota_calendars.html", mine=_address(db, person().id), ours=_address(db, None), person=person()
        )


def make_own() -> ResponseReturnValue:
    """A new address of one's own shifts."""
    with desk().database.writing() as db:
        rota_feeds.give_key(db, hand(), person().id)
    return redirect(url_for("manager.rota_calendars"), 303)


def make_for_all() -> ResponseReturnValue:
    """A new address of everybody's."""
    with desk().database.writing() as db:
        rota_feeds.give_key(db, hand(), None)
    return redirect(url_for("manager.rota_calendars"), 303)


def _address(db: Session, staff_id: str | None) -> str:
    feed = feed_of(db, staff_id)
    token = rota_feeds.token_of(desk().mint, feed) if feed else None
    return f"{desk().settings.public_url}/calendars/{token}.ics" if token else ""
