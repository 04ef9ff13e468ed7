"""Who comes in by Twilio's doors: what it signed for our public address, and nobody else."""

from __future__ import annotations

import structlog
from flask import abort, request

from app.web.room import desk


def admit() -> None:
    """Lets in what Twilio signed for our public address, whatever host the request names."""
    signature = desk().twilio_signature
    path = request.full_path if request.query_string else request.path
    if signature is None or not signature.is_genuine(path, request.form, request.headers.get("X-Twilio-Signature")):
        structlog.get_logger().warning("webhook_refused", provider="twilio", route=str(request.url_rule))
        abort(403)
