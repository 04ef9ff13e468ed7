"""The door for mail: SendGrid hands in what it parsed. It tries again for days, but only after an error of ours."""

from __future__ import annotations

import hmac

import structlog
from flask import abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.channels.inbound import sendgrid_mail
from app.web.mail_desk import hand_in
from app.web.room import desk
from app.web.webhooks.multipart import Parts, parts_of

MAIL_BYTES = 32 * 1024 * 1024  # SendGrid takes mails of up to 30 MB


def is_genuine() -> bool:
    """Whether it is SendGrid's: by its signature, by the password in the address that we gave it, or by both."""
    settings, signature = desk().settings.mail_in, desk().mail_in_signature
    if settings is None or not (signature or settings.secret):
        return False
    if settings.secret and not _brings(settings.secret):
        return False
    request.max_content_length = MAIL_BYTES
    return signature is None or signature.is_genuine(
        request.get_data(),
        request.headers.get("X-Twilio-Email-Event-Webhook-Signature"),
        request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp"),
    )


def mail() -> ResponseReturnValue:
    """One mail: a report, an addition, or set aside. All three are kept, and all three are answered alike."""
    parts = _parts()
    kept = hand_in(sendgrid_mail(parts.fields, parts.files))
    structlog.get_logger().info("mail_received", provider="sendgrid", code=kept.became)
    return "", 204


def _brings(secret: str) -> bool:
    given = request.authorization.password if request.authorization else None
    return given is not None and hmac.compare_digest(given.encode(), secret.encode())


def _parts() -> Parts:
    try:
        parts = parts_of(request)
        if not {"headers", "from", "email"} & set(parts.fields):
            raise ValueError("not a mail")
        return parts
    except (ValueError, HTTPException) as error:
        structlog.get_logger().warning("mail_unreadable", provider="sendgrid", fault=type(error).__name__)
        abort(error.code if isinstance(error, HTTPException) and error.code else 400)
