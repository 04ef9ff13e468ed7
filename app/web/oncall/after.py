"""What whoever was paged can do beside the first answer: undo it, take over, wake others, say when, join an outage."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue

from app.operations import acknowledgement, helping, publishing, replies
from app.web import grouping
from app.web.oncall.page import do, do_as_holder
from app.web.replying import promised_minutes, words
from app.web.room import desk, now


def undo() -> ResponseReturnValue:
    """It was pressed by mistake."""
    return do(lambda db, incident, person: acknowledgement.undo(db, incident.id, person, now=now()))


def take_over() -> ResponseReturnValue:
    """Takes it from whoever has it."""
    return do(
        lambda db, incident, person: acknowledgement.take_over(db, incident.id, person, mint=desk().mint, now=now())
    )


def wake() -> ResponseReturnValue:
    """Wakes the next people to help."""
    return do_as_holder(lambda db, incident, person: helping.wake(db, incident, person, mint=desk().mint, now=now()))


def promise() -> ResponseReturnValue:
    """Says when the customer is replied to."""
    by = now() + timedelta(minutes=promised_minutes())
    return do_as_holder(lambda db, incident, person: replies.promise(db, incident, person, by, now=now()))


def join() -> ResponseReturnValue:
    """Says that it is the same outage as another."""
    return do_as_holder(lambda db, incident, person: grouping.join(db, incident, person, request.form.get("lead", "")))


def publish() -> ResponseReturnValue:
    """Lets everybody read of it."""
    return do_as_holder(lambda db, incident, person: publishing.publish(db, incident, person, words(), now=now()))


def withdraw() -> ResponseReturnValue:
    """Takes it off the status page."""
    return do_as_holder(lambda db, incident, person: publishing.withdraw(db, incident, person, now=now()))
