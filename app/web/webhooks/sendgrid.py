"""SendGrid's door: what became of our mails, and the mails that came in."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from app.channels.receipts import sendgrid_receipts
from app.operations import receipts
from app.web.room import desk, now
from app.web.webhooks import inbound_mail
from app.web.webhooks.refusals import refuse

EVENT_BYTES = 4 * 1024 * 1024  # SendGrid sends its events in batches

blueprint = Blueprint("sendgrid", __name__, url_prefix="/hooks/sendgrid")


@blueprint.before_request
def guard() -> None:
    """Lets in what SendGrid signed: the raw bytes, with the time that it says. Mails may bring a password instead."""
    is_genuine = inbound_mail.is_genuine() if request.endpoint == "sendgrid.mail" else _is_signed()
    if not is_genuine:
        refuse("sendgrid")


blueprint.add_url_rule("/inbound", view_func=inbound_mail.mail, methods=["POST"])


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


def _is_signed() -> bool:
    request.max_content_length = EVENT_BYTES
    signature, headers = desk().sendgrid_signature, request.headers
    return signature is not None and signature.is_genuine(
        request.get_data(),
        headers.get("X-Twilio-Email-Event-Webhook-Signature"),
        headers.get("X-Twilio-Email-Event-Webhook-Timestamp"),
    )
