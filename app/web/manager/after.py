"""What the desk can do with an incident beside the first answer: undo it, take over, wake others, say when, join."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue

from app.operations import acknowledgement, helping, publishing, replies
from app.web import grouping
from app.web.manager.incident import do
from app.web.replying import promised_minutes, words
from app.web.room import desk, now


def undo(reference: str) -> ResponseReturnValue:
    """It was pressed by mistake."""
    return do(reference, lambda db, incident, who: acknowledgement.undo(db, incident.id, who, now=now()))


def take_over(reference: str) -> ResponseReturnValue:
    """Takes it from whoever has it."""
    return do(
        reference,
        lambda db, incident, who: acknowledgement.take_over(db, incident.id, who, mint=desk().mint, now=now()),
    )


def wake(reference: str) -> ResponseReturnValue:
    """Wakes the next people to help whoever has it."""
    return do(reference, lambda db, incident, who: helping.wake(db, incident, who, mint=desk().mint, now=now()))


def promise(reference: str) -> ResponseReturnValue:
    """Whoever has it says when the customer is replied to."""
    by = now() + timedelta(minutes=promised_minutes())

    return do(
        reference,
        lambda db, incident, who: (
            replies.promise(db, incident, who, by, now=now()) if incident.acknowledged_by == who.id else None
        ),
    )


def join(reference: str) -> ResponseReturnValue:
    """Says that it is the same outage as another."""
    return do(reference, lambda db, incident, who: grouping.join(db, incident, who, request.form.get("lead", "")))


def publish(reference: str) -> ResponseReturnValue:
    """Lets everybody read of it."""
    return do(reference, lambda db, incident, who: publishing.publish(db, incident, who, words(), now=now()))


def withdraw(reference: str) -> ResponseReturnValue:
    """Takes it off the status page."""
    return do(reference, lambda db, incident, who: publishing.withdraw(db, incident, who, now=now()))
