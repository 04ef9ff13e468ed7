"""Twilio's door: what became of our texts."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from app.channels.receipts import twilio_receipt
from app.operations import receipts
from app.web.room import desk, now

blueprint = Blueprint("twilio", __name__, url_prefix="/hooks/twilio")


@blueprint.before_request
def guard() -> None:
    """Lets in what Twilio signed for our public address, whatever host the request names."""
    signature = desk().twilio_signature
    path = request.full_path if request.query_string else request.path
    if signature is None or not signature.is_genuine(path, request.form, request.headers.get("X-Twilio-Signature")):
        structlog.get_logger().warning("webhook_refused", provider="twilio", route=str(request.url_rule))
        abort(403)


@blueprint.post("/messages/<delivery_id>")
def message_status(delivery_id: str) -> ResponseReturnValue:
    """The receipt of one text."""
    receipt = twilio_receipt(request.form, delivery_id)
    if receipt:
        with desk().database.writing() as db:
            receipts.take(db, receipt, now=now(), mint=desk().mint)
    return "", 204
