"""Filing: a report is kept by whoever stands at the front of the queue, whichever way it came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy.exc import IntegrityError

if TYPE_CHECKING:
    from app.clerk import Clerk
    from app.operations.intake import Filed, NewReport
    from app.store.together import Together

TRIES = 5  # at a reference, or an intent, that another report took in the same instant


def file(new: NewReport) -> Filed:
    """Keeps the report, and says what became of it once it is committed. What waits of the same form goes first."""
    clerk: Clerk = current_app.extensions["clerk"]
    clerk.enter(new.intent)
    filing: Together[NewReport, Filed] = current_app.extensions["filing"]
    for _ in range(TRIES - 1):
        try:
            return filing.write(new)
        except IntegrityError:
            continue  # the same form, or the same reference, was written elsewhere a moment ago: look again
    return filing.write(new)
