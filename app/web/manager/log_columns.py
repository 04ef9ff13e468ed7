"""The columns of the intake log's files, and every row that is asked for, some hundred at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.store import log
from app.store.log import LogRow
from app.web.manager import log_orders
from app.web.manager.log_filter import Asked
from app.web.manager.log_rows import in_maintenance, service_words, standing, status_word
from app.web.room import desk

BLOCK = 500  # rows that are in memory at a time
COLUMNS = (
    "reference", "reported", "services", "affected", "company", "name", "verified", "outcome", "clauses", "status",
    "acknowledged", "minutes to acknowledge", "by", "replied", "minutes to reply", "reply due", "target", "resolved",
    "during maintenance", "source",
)  # fmt: skip
INSTANTS = ("reported", "acknowledged", "replied", "reply due", "resolved")


def header(zone: str) -> list[str]:
    """The names of the columns; those of instants say whose clocks they are."""
    return [f"{column} ({zone})" if column in INSTANTS else column for column in COLUMNS]


def every(asked: Asked, zone: str) -> Iterator[list[str]]:
    """All that match, some hundred at a time: no more is ever in memory, and no transaction stays open."""
    after: log.Place | None = None
    while True:
        with desk().database.reading() as db:
            rows = _block(db, asked, after)
            announced = in_maintenance(db, rows)
        for row in rows:
            yield _cells(row, zone, row[0].id in announced)
        if asked.order or len(rows) < BLOCK:
            return
        after = (rows[-1][0].received_at, rows[-1][0].id)


def _block(db: Session, asked: Asked, after: log.Place | None) -> Sequence[LogRow]:
    if asked.order:
        return log_orders.found(db, asked.wanted, asked.order)
    return log.page(db, asked.wanted, after=after, limit=BLOCK, oldest_first=asked.oldest_first)


def _cells(row: LogRow, zone: str, was_announced: bool) -> list[str]:
    report, incident, holder = row
    acknowledged = incident.first_acknowledged_at if incident else None
    replied = incident.replied_at if incident else None
    return [
        report.reference,
        _local(report.received_at, zone),
        service_words(report),
        report.affected,
        report.company,
        report.name,
        "yes" if report.customer_id else "no",
        report.verdict,
        " ".join(reason["clause"] for reason in report.reasons if reason["outcome"] == "decides"),
        status_word(row),
        _local(acknowledged, zone),
        _minutes(report.received_at, acknowledged),
        holder or "",
        _local(replied, zone),
        _minutes(report.received_at, replied),
        _local(incident.respond_by if incident else None, zone),
        standing(incident),
        _local(incident.resolved_at if incident else None, zone),
        "yes" if was_announced else "no",
        report.source,
    ]


def _local(at: datetime | None, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _minutes(start: datetime, end: datetime | None) -> str:
    return f"{(end - start).total_seconds() / 60:.1f}" if end else ""
