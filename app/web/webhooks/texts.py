"""Twilio's door for texts that come in. What we answer is a text of ours, so that it is on record like any other."""

from __future__ import annotations

import structlog
from flask import Response, request
from flask.typing import ResponseReturnValue

from app.operations.text_replies import Text
from app.web import texting

NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


def text() -> ResponseReturnValue:
    """One text. Handed in twice it counts once; who is not known gets no answer."""
    form = request.form
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if sid:
        came = Text(
            sid=sid[:64], sender=form.get("From", ""), words=form.get("Body", ""), opt_out=form.get("OptOutType", "")
        )
        structlog.get_logger().info("text_received", provider="twilio", code=texting.received(came))
    return Response(NOTHING, content_type="text/xml; charset=utf-8")
