"""Texting back, as a colleague does from their own phone: the demo's stand-in for the provider that hands texts in."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.delivery import Medium
from app.operations.text_replies import Text
from app.store.deliveries import Delivery
from app.web import texting
from app.web.room import desk


def answer(delivery_id: str) -> ResponseReturnValue:
    """Answers one of our texts, from the number that it went to."""
    with desk().database.reading() as db:
        delivery = db.get(Delivery, delivery_id)
    if delivery is None or delivery.medium != Medium.SMS:
        abort(404)
    words = request.form.get("words", "").strip() or request.form.get("button", "")  # Enter presses the first button
    texting.received(Text(sid=desk().mint.id(), sender=delivery.address, words=words))
    return redirect(url_for("demo.phones"), 303)
