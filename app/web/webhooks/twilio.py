"""Twilio's door for texts: what became of ours, and those that come in."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.channels.receipts import twilio_receipt
from app.operations import receipts
from app.web.room import desk, now
from app.web.webhooks import texts, twilio_guard

blueprint = Blueprint("twilio", __name__, url_prefix="/hooks/twilio")


@blueprint.before_request
def guard() -> None:
    """Lets in what Twilio signed."""
    twilio_guard.admit()


blueprint.add_url_rule("/texts", view_func=texts.text, methods=["POST"])


@blueprint.post("/messages/<delivery_id>")
def message_status(delivery_id: str) -> ResponseReturnValue:
    """The receipt of one text."""
    receipt = twilio_receipt(request.form, delivery_id)
    if receipt:
        with desk().database.writing() as db:
            receipts.take(db, receipt, now=now(), mint=desk().mint)
    return "", 204
