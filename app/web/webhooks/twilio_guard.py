"""Who comes in by Twilio's doors: what it signed for our public address, and nobody else."""

from __future__ import annotations

from flask import request

from app.web.room import desk
from app.web.webhooks.refusals import refuse


def admit() -> None:
    """Lets in what Twilio signed for our public address, whatever host the request names."""
    signature = desk().twilio_signature
    path = request.full_path if request.query_string else request.path
    if signature is None or not signature.is_genuine(path, request.form, request.headers.get("X-Twilio-Signature")):
        refuse("twilio")
