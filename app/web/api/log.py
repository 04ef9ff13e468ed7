"""The intake log for other systems: the desk's own filters in the address, and a page of rows as JSON."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.store import log
from app.web.api.answers import written
from app.web.api.problems import Fault, Problem
from app.web.api.rows import row
from app.web.manager import log_filter
from app.web.manager.log_filter import Asked
from app.web.manager.log_rows import in_maintenance
from app.web.room import desk

USUAL, MOST = 50, 200  # rows in one answer
PLACE, LIMIT = "before", "limit"
NO_PLACE = "This is no place in the log: take the whole address from next."


def read() -> ResponseReturnValue:
    """The newest reports that match, and where the ones after them are."""
    with desk().database.reading() as db:
        asked, limit = _asked(db), _limit()
        rows = log.page(db, asked.wanted, after=asked.after, limit=limit + 1, oldest_first=asked.oldest_first)
        more, rows = len(rows) > limit, rows[:limit]
        announced = in_maintenance(db, rows)
        place = f"{rows[-1][0].received_at.isoformat()} {rows[-1][0].id}" if more else ""
    return written(
        {
            "zone": desk().policy.hours.zone,
            "reports": [row(one, one[0].id in announced) for one in rows],
            "next": _address(asked, limit, place) if more else None,
        }
    )


def _address(asked: Asked, limit: int, place: str) -> str:
    return f"{desk().settings.public_url}/api/log?{asked.query(**{LIMIT: str(limit), PLACE: place})}"


def _asked(db: Session) -> Asked:
    """What the address asks for. What the desk's page would pass over is an error here: nobody sees it."""
    known = log_filter.options(db) | {"sort": log_filter.BY_TIME}
    faults = [fault for name in request.args if (fault := _fault(name, request.args[name], known))]
    asked = log_filter.asked(db)
    faults += [Fault(pointer=f"#/{name}", detail=f"{words}.") for name, words in asked.problem.items()]
    if request.args.get(PLACE) and asked.after is None:
        faults.append(Fault(pointer=f"#/{PLACE}", detail=NO_PLACE))
    if faults:
        raise Problem("wrong-query", faults=faults)
    return asked


def _fault(name: str, words: str, known: dict[str, log_filter.Options]) -> Fault | None:
    if name not in (*log_filter.NAMES, PLACE, LIMIT):
        return Fault(pointer=f"#/{name}", detail="There is no such parameter.")
    if name in known and words not in known[name]:
        offered = ", ".join(slug for slug in known[name] if slug)
        return Fault(pointer=f"#/{name}", detail=f"This is not offered. It can be: {offered}.")
    return None


def _limit() -> int:
    words = request.args.get(LIMIT, str(USUAL))
    limit = int(words) if words.isascii() and words.isdigit() and len(words) <= len(str(MOST)) else 0
    if not 1 <= limit <= MOST:
        raise Problem("wrong-query", faults=[Fault(pointer=f"#/{LIMIT}", detail=f"Ask for 1 to {MOST} rows.")])
    return limit
