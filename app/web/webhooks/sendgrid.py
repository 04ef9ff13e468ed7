"""SendGrid's door: what became of our mails."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from app.channels.receipts import sendgrid_receipts
from app.operations import receipts
from app.web.room import desk, now

EVENT_BYTES = 4 * 1024 * 1024  # SendGrid sends its events in batches

blueprint = Blueprint("sendgrid", __name__, url_prefix="/hooks/sendgrid")


@blueprint.before_request
def guard() -> None:
    """Lets in what SendGrid signed: the raw bytes, with the time that it says."""
    request.max_content_length = EVENT_BYTES
    signature = desk().sendgrid_signature
    headers = request.headers
    if signature is None or not signature.is_genuine(
        request.get_data(),
        headers.get("X-Twilio-Email-Event-Webhook-Signature"),
        headers.get("X-Twilio-Email-Event-Webhook-Timestamp"),
    ):
        structlog.get_logger().warning("webhook_refused", provider="sendgrid", route=str(request.url_rule))
        abort(403)


@blueprint.post("/events")
def events() -> ResponseReturnValue:
    """A batch of receipts; those of mails that are not ours are passed over."""
    batch = request.get_json(silent=True, force=True)
    if not isinstance(batch, list):
        abort(400)
    with desk().database.writing() as db:
        for receipt in sendgrid_receipts(batch):
            receipts.take(db, receipt, now=now(), mint=desk().mint)
    return "", 204
