"""Doubts: when we ask once whether it is a person who sends a report. Nothing is ever refused, and no word is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import current_app, request

from app.domain import times
from app.operations import recognition
from app.operations.intake import NewReport
from app.web.customer.arrivals import Arrivals
from app.web.room import caller, desk, now

TRAP = "website"  # a field that people do not see; programs fill it in, and so do some browsers
SHOWN = "shown"  # when page 2 was first shown
SOONEST = timedelta(seconds=2)  # nobody reads and fills in page 2 in less


def doubt(new: NewReport) -> str:
    """Why the sender is asked: "many" came from their network, or it is not like a "person"; or nothing.

    A known customer is never asked, and nobody twice.
    """
    arrivals: Arrivals = current_app.extensions["arrivals"]
    why = "many" if arrivals.are_many(caller(), now()) else "" if _is_like_a_person() else "person"
    if not why or "confirmed" in request.form:
        return ""
    with desk().database.reading() as db:
        return "" if recognition.customers_of(db, [new], desk().policy) else why


def shown_at() -> str:
    """When page 2 was first shown, for its form. Nothing where it comes filled in, and can be sent at once."""
    if request.endpoint != "customer.choose" or "company" in request.form:
        return request.form.get(SHOWN, "")
    return times.iso(now())


def _is_like_a_person() -> bool:
    """Whether the trap is empty, and page 2 took some time. A form that does not say when it was shown is believed."""
    shown = request.form.get(SHOWN, "")
    return not request.form.get(TRAP) and (not shown or _is_earlier(shown))


def _is_earlier(shown: str) -> bool:
    try:
        at = datetime.fromisoformat(shown)
    except ValueError:
        return False
    return now() - (at if at.tzinfo else at.replace(tzinfo=UTC)) >= SOONEST
