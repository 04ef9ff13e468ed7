"""How a turn of a call is answered: as markup, and with "one moment" while the database cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from flask import Response, request

from app.channels.twiml import twiml
from app.domain import call_script
from app.domain.call_script import Script
from app.store.database import is_away
from app.web.room import desk

MOST_MOMENTS = 3  # times that somebody on the telephone is asked to wait


def spoken(
    turn: Callable[[], tuple[Script, str]], *, again: str, keeping: Mapping[str, object], trouble: Script
) -> Response:
    """The turn's words, with the path that hears what follows; while it fails, `again` with what is worth `keeping`."""
    try:
        script, action = turn()
    except Exception as error:
        if not is_away(error):
            raise
        moments = request.args.get("moment", 0, type=int)
        script = call_script.one_moment() if moments < MOST_MOMENTS else trouble
        action = f"{again}?{urlencode({**keeping, 'moment': moments + 1})}"
    url = f"{desk().settings.public_url}/hooks/twilio{action}"
    return Response(twiml(script, desk().policy.hours.local.language, url), content_type="text/xml; charset=utf-8")
