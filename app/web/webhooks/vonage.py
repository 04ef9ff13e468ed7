"""Vonage's door: what became of the texts that it took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.channels.vonage import vonage_receipt
from app.operations import receipts
from app.web.room import desk, now
from app.web.webhooks.refusals import refuse

blueprint = Blueprint("vonage", __name__, url_prefix="/hooks/vonage")


@blueprint.before_request
def guard() -> None:
    """Lets in what Vonage signed with the account's secret."""
    signature = desk().vonage_signature
    if signature is None or not signature.is_genuine(_params()):
        refuse("vonage")


@blueprint.post("/messages")
def message_status() -> ResponseReturnValue:
    """The receipt of one text."""
    receipt = vonage_receipt(_params())
    if receipt:
        with desk().database.writing() as db:
            receipts.take(db, receipt, now=now(), mint=desk().mint)
    return "", 204


def _params() -> Mapping[str, Any]:
    """Vonage posts a form or JSON, as the account is set up."""
    found = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    return found if isinstance(found, Mapping) else {}
