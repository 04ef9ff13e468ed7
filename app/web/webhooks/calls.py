"""Twilio's door for voice pages: what a call says, which key was pressed, and what became of the call."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.channels.receipts import twilio_call_receipt
from app.domain import call_script
from app.operations import receipts
from app.web import calling
from app.web.room import desk, now
from app.web.webhooks import twilio_guard
from app.web.webhooks.speaking import spoken

blueprint = Blueprint("twilio_calls", __name__, url_prefix="/hooks/twilio/calls/<delivery_id>")


@blueprint.before_request
def guard() -> None:
    """Lets in what Twilio signed."""
    twilio_guard.admit()


@blueprint.post("")
def words(delivery_id: str) -> ResponseReturnValue:
    """Somebody picked up: what has happened, and which key takes it."""
    return spoken(
        lambda: (calling.picked_up(delivery_id, is_machine=_is_machine()), f"/calls/{delivery_id}/keys?asked=1"),
        again=f"/calls/{delivery_id}",
        keeping={},
        trouble=call_script.out_of_order(),
    )


@blueprint.post("/keys")
def key(delivery_id: str) -> ResponseReturnValue:
    """A key was pressed, or none in time."""
    asked = min(request.args.get("asked", 1, type=int), call_script.MOST_TIMES_ASKED)
    digit = request.form.get("Digits") or request.args.get("pressed", "")
    here = f"/calls/{delivery_id}/keys"
    return spoken(
        lambda: (
            calling.pressed(delivery_id, digit, asked, is_machine=_is_machine()),
            f"{here}?asked={asked + 1}",
        ),
        again=here,
        keeping={"asked": asked, "pressed": digit},
        trouble=call_script.out_of_order(),
    )


@blueprint.post("/status")
def status(delivery_id: str) -> ResponseReturnValue:
    """The receipt of one call."""
    receipt = twilio_call_receipt(request.form, delivery_id)
    if receipt:
        with desk().database.writing() as db:
            receipts.take(db, receipt, now=now(), mint=desk().mint)
    return "", 204


def _is_machine() -> bool:
    return request.form.get("AnsweredBy", "").startswith(("machine", "fax"))
