"""Twilio's door for voice pages: what a call says, which key was pressed, and what became of the call."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.channels.receipts import twilio_call_receipt
from app.channels.twiml import twiml
from app.domain import call_script
from app.domain.call_script import Script
from app.operations import receipts
from app.store.database import is_away
from app.web import calling
from app.web.room import desk, now
from app.web.webhooks import twilio_guard

MOST_MOMENTS = 3  # times that a caller is asked to wait while the database cannot be used

blueprint = Blueprint("twilio_calls", __name__, url_prefix="/hooks/twilio/calls/<delivery_id>")


@blueprint.before_request
def guard() -> None:
    """Lets in what Twilio signed."""
    twilio_guard.admit()


@blueprint.post("")
def words(delivery_id: str) -> ResponseReturnValue:
    """Somebody picked up: what has happened, and which key takes it."""
    return _said(lambda: calling.picked_up(delivery_id, is_machine=_is_machine()), f"/{delivery_id}", asked=0)


@blueprint.post("/keys")
def key(delivery_id: str) -> ResponseReturnValue:
    """A key was pressed, or none in time."""
    asked = min(request.args.get("asked", 1, type=int), call_script.MOST_TIMES_ASKED)
    digit = request.form.get("Digits") or request.args.get("pressed", "")
    return _said(
        lambda: calling.pressed(delivery_id, digit, asked, is_machine=_is_machine()),
        f"/{delivery_id}/keys", asked=asked, pressed=digit,
    )  # fmt: skip


@blueprint.post("/status")
def status(delivery_id: str) -> ResponseReturnValue:
    """The receipt of one call."""
    receipt = twilio_call_receipt(request.form, delivery_id)
    if receipt:
        with desk().database.writing() as db:
            receipts.take(db, receipt, now=now(), mint=desk().mint)
    return "", 204


def _said(turn: Callable[[], Script], here: str, *, asked: int, pressed: str = "") -> ResponseReturnValue:
    """One turn as markup. While the database is away the same is asked of us again, after "one moment"."""
    try:
        script = turn()
    except Exception as error:
        if not is_away(error):
            raise
        moments = request.args.get("moment", 0, type=int)
        script = call_script.one_moment() if moments < MOST_MOMENTS else call_script.out_of_order()
        again = {"asked": asked, "pressed": pressed, "moment": moments + 1}
        return _markup(script, f"{here}?{urlencode(again)}")
    delivery_id = here.split("/")[1]
    return _markup(script, f"/{delivery_id}/keys?asked={asked + 1}")


def _markup(script: Script, action: str) -> Response:
    url = f"{desk().settings.public_url}/hooks/twilio/calls{action}"
    return Response(twiml(script, url), content_type="text/xml; charset=utf-8")


def _is_machine() -> bool:
    return request.form.get("AnsweredBy", "").startswith(("machine", "fax"))
