"""Reports by API: sent, with the same gate, triage and record as the form's, and looked up."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from app.domain import tokens
from app.operations.repeats import OtherWords
from app.store import reports
from app.store.database import is_away
from app.web.api.answers import written
from app.web.api.guard import customer, key
from app.web.api.problems import Problem
from app.web.api.reading import read
from app.web.api.shown import address, receipt, standing
from app.web.filing import file
from app.web.keeping import Kept, keep
from app.web.room import desk, now

HEADER = "Idempotency-Key"
LONGEST_HEADER = 255
AGAIN = "Send it again, with the same Idempotency-Key, until it is answered with its reference; or ring."


def send() -> ResponseReturnValue:
    """Keeps a report, and pages if it is accepted: 201, or 200 where the same was sent before."""
    intent = _intent()
    told = read({"company": customer().name, "name": key().name}, now(), intent=intent)
    new = replace(told, customer_id=customer().id, adds=False)
    try:
        filed = file(new)
    except OtherWords:
        raise Problem("key-reused") from None
    except IntegrityError:
        raise Problem("busy") from None
    except Exception as error:
        kept = keep(new, error)
        if is_away(error):
            raise Problem("away", _said(kept), kept=kept.in_file) from None
        raise
    answer = _shown(filed.reference, 201 if filed.is_new else 200)
    answer.headers["Location"] = address(filed.reference)
    return answer


def _said(kept: Kept) -> str:
    """What holds of a report that the records did not take."""
    told = "We are trying to reach an engineer directly." if kept.told else "Nobody has been alerted yet."
    if kept.in_file:
        return f"The report is kept in a file, and enters the records when they are back. {told} {AGAIN}"
    return f"The report is not kept. {told} {AGAIN}"


def look(reference: str) -> ResponseReturnValue:
    """What became of a report of the key's own customer, whichever way it came in."""
    return _shown(tokens.spoken_reference(reference) or "", with_state=True)


def _intent() -> str:
    """One for each Idempotency-Key of a key; without one, each request is a report by itself."""
    given = request.headers.get(HEADER)
    if given is None:
        return f"api:{key().id}:{desk().mint.id()}"
    given = given.strip()
    if not 0 < len(given) <= LONGEST_HEADER or not given.isascii() or not given.isprintable():
        raise Problem("unreadable", f"{HEADER} takes 1 to {LONGEST_HEADER} printable characters.")
    return f"api:{key().id}:{hashlib.sha256(given.encode()).hexdigest()}"


def _shown(reference: str, status: int = 200, *, with_state: bool = False) -> Response:
    with desk().database.reading() as db:
        report = reports.by_reference(db, reference)
        if report is None or report.customer_id != customer().id:
            raise Problem("not-found")
        return written(receipt(db, report) | (standing(db, report) if with_state else {}), status)
