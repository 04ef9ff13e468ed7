"""Tonight in one line: what is open, with whom and until when, and whether paging can be trusted just now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain import times
from app.operations import rota_gaps
from app.store import beats, drills, log
from app.store.log import LogFilter, LogRow
from app.web.room import desk, now

MOST = 50  # open incidents that are looked at for who has them
AHEAD = timedelta(days=14)


def show() -> ResponseReturnValue:
    """The line alone, as the log's page fetches it anew."""
    with desk().database.reading() as db:
        return render_template("manager/tonight.html", **shown(db))


def shown(db: Session) -> dict[str, Any]:
    """The values of the line."""
    total = log.count(db, LogFilter(status="open"))
    rows = log.page(db, LogFilter(status="open"), limit=MOST) if total else ()
    held = drills.latest(db, 1)
    return {
        "tonight": _words(rows, total),
        "total": total,
        "beat": beats.latest(db),
        "last_drill": held[0] if held else None,
        "covered": _covered(db),
    }


def _words(rows: Sequence[LogRow], total: int) -> str:
    """ "1 open, with Sam, due 05:02"; of several, how many each has, and what is due first."""
    if not total:
        return "nothing is open"
    holders = Counter(holder.split()[0] if holder else "nobody" for _, _, holder in rows)
    due = [
        incident.respond_by
        for _, incident, _ in rows
        if incident and incident.respond_by and not incident.responded_at and not incident.closed_by
    ]
    who = ", ".join(f"{number} with {name}" if total > 1 else f"with {name}" for name, number in holders.most_common())
    number = f"over {log.COUNTED:,}" if total > log.COUNTED else str(total)
    until = times.short_time_near(min(due), now(), desk().policy.hours.local) if due else ""
    return f"{number} open, {who}" + (f", {'first ' if len(due) > 1 else ''}due {until}" if due else "")


def _covered(db: Session) -> str:
    """Until when somebody is on call in every layer, as far as two weeks ahead."""
    at = now()
    gaps = rota_gaps.found(db, desk().rules, at, at + AHEAD)
    if gaps and gaps[0].starts_at <= at:
        return "rota not covered now"
    end = gaps[0].starts_at if gaps else at + AHEAD
    return f"rota covered to {times.table_time(end, desk().policy.hours.local)}"
