"""The door of calendars: a private address that a calendar program asks now and then, and that opens nothing else."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, g, request
from sqlalchemy import select

from app import calendar_files
from app.calendar_files import Entry
from app.domain import tokens
from app.domain.on_call import FOREVER
from app.store import on_call
from app.store.rota_notes import feed_by_fingerprint
from app.store.staff import Staff
from app.web.room import desk, no_such_link, now

AHEAD, BEHIND = timedelta(days=90), timedelta(days=30)

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")


@blueprint.before_request
def guard() -> None:
    """Lets in whoever has a genuine address; that of somebody who has left is none."""
    token = (request.view_args or {}).pop("token", "")
    with desk().database.reading() as db:
        found = feed_by_fingerprint(db, tokens.fingerprint(token)) if tokens.is_token(token) else None
    feed, whose = found or (None, None)
    if feed is None or (feed.staff_id and (whose is None or not whose.is_active)):
        no_such_link()
    g.feed = feed


@blueprint.get("/<token>.ics")
def feed() -> Response:
    """The last thirty days on call, and the next ninety."""
    whose: str | None = g.feed.staff_id
    start, end = now() - BEHIND, now() + AHEAD
    layers = {layer.slug: layer.name for layer in desk().policy.layers}
    with desk().database.reading() as db:
        names = {row.id: row.name for row in db.execute(select(Staff.id, Staff.name))}
        entries = [
            Entry(
                uid=f"{span.layer}-{span.staff_id}-{span.starts_at:%Y%m%dT%H%M%SZ}@{desk().settings.public_host}",
                summary=f"On call: {layers.get(span.layer, span.layer)}"
                + ("" if whose else f", {names[span.staff_id]}"),
                starts_at=span.starts_at,
                ends_at=end if span.ends_at == FOREVER else span.ends_at,
            )
            for span in on_call.spans(db, start, end)
            if whose in (None, span.staff_id)
        ]
    name = f"{desk().policy.vendor} on call" + ("" if whose is None else f": {names[whose]}")
    written = calendar_files.written(name, entries, now())
    return Response(written, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private"})
