"""A log of many years, written in bulk by the database itself: reports, their incidents, and the marks of both.

Of a hundred reports sixty are accepted, most long resolved; one word is in every report, one in three of the oldest.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.desk import Desk
from app.operations import intake
from app.operations.intake import NewReport
from app.store import staff
from app.store.base import put, row_of
from app.store.incidents import Incident
from app.store.reports import Report

COMMON, RARE = "common", "aardvark"
APART = timedelta(seconds=151)  # between two reports: a million are not quite five years
BLOCK = 10_000
ENGINEERS = 3
MARKS = {  # each with the condition on a report's number that gives it
    "report": "TRUE",
    "verdict:accepted": "n % 10 < 6",
    "verdict:declined": "n % 10 IN (6, 7, 8)",
    "verdict:closed": "n % 10 = 9",
    "source:form": "n % 7 > 0",
    "source:mail": "n % 7 = 0",
    "customer:nobody": "n % 10 <> 3",
    "customer:{customer}": "n % 10 = 3",
    "service:crm": "n % 3 = 0",
    "service:sites": "n % 3 = 1",
    "service:website": "n % 3 = 2",
    "status:open": "n % 10 < 6 AND n > {last}",
    "status:paging": "n % 10 < 6 AND n > {last}",
    "status:closed": "n % 10 < 6 AND n % 2 = 0 AND n <= {last}",
    "status:resolved": "n % 10 < 6 AND n % 2 = 1 AND n <= {last}",
    "status:not-covered": "n % 10 IN (6, 7, 8)",
    "status:handed-over": "n % 10 = 9",
    "standing:met": "n % 10 IN (1, 2, 3, 4, 5) AND n <= {last}",
    "standing:missed": "n % 10 = 0 AND n <= {last}",
    "standing:running": "n % 10 < 6 AND n > {last}",
    f"word:{COMMON}": "TRUE",
    f"word:{RARE}": "n IN (77, 177, 277)",
    **{f"word:half{part}": f"n % 2 = {part}" for part in range(2)},
    **{f"word:tenth{part}": f"n % 10 = {part}" for part in range(10)},
    **{f"word:hundredth{part}": f"n % 100 = {part}" for part in range(100)},
}
OPEN = 20  # the newest of which, if they are accepted, nobody has yet


def write(desk: Desk, number: int) -> None:
    """Fills a fresh database with that many reports, the newest of them made now."""
    with desk.database.writing() as session:
        models = _models(desk, session)
        engineers = [person.id for person in staff.active(session)][:ENGINEERS]
    for first in range(1, number + 1, BLOCK):
        with desk.database.writing() as session:
            _write_block(session, models, engineers, range(first, min(first + BLOCK, number + 1)), number)
    with desk.database.writing() as session:
        _write_marks(session, engineers, number)
    _settle(desk)


def _models(desk: Desk, session: Session) -> dict[str, dict[str, Any]]:
    """A report and its incident as the portal itself writes them, which all others are copies of."""
    new = NewReport(
        intent="model", source="form", services=("crm",), affected="everyone", started="just now", started_at=None,
        errors=f"{COMMON} words of a report, and some more that are like those which people write at night",
        company="Bench Ltd", name="Ben", phone="020 7946 0000", email="", extra={},
    )  # fmt: skip
    [filed] = intake.receive(session, [new], rules=desk.rules, mint=desk.mint, now=desk.clock.now())
    session.flush()
    report = session.query(Report).filter_by(reference=filed.reference).one()
    rows = {"reports": report, "incidents": session.get_one(Incident, report.incident_id)}
    return {
        name: {column.key: getattr(row, column.key) for column in row.__table__.columns} for name, row in rows.items()
    }


def _write_block(
    session: Session, models: dict[str, dict[str, Any]], engineers: list[str], numbers: range, last: int
) -> None:
    newest = models["reports"]["received_at"]
    customer = session.scalar(text("SELECT min(id) FROM customers"))
    reports, incidents = [], []
    for n in numbers:
        at, key = newest - APART * (last - n + 1), f"{n:032x}"
        accepted, is_open = n % 10 < 6, n > last - OPEN
        services = [("crm", "sites", "website")[n % 3]]
        reports.append({
            **models["reports"], "id": key, "reference": f"B{n}", "token_fingerprint": key, "intent": key,
            "received_at": at, "services": services, "incident_id": key if accepted else None,
            "source": "form" if n % 7 else "mail", "customer_id": customer if n % 10 == 3 else None,
            "verdict": "accepted" if accepted else "closed" if n % 10 == 9 else "declined",
            "handed_over_at": at if n % 10 == 9 else None,
        })  # fmt: skip
        if accepted:
            done = None if is_open else at + timedelta(minutes=30)
            incidents.append({
                **models["incidents"], "id": key, "reference": f"B{n}", "opened_at": at,
                "respond_by": at + timedelta(hours=2), "next_page_at": None, "next_watch_at": None,
                "acknowledged_at": done, "acknowledged_by": None if is_open else engineers[n % len(engineers)],
                "first_acknowledged_at": done, "resolved_at": done, "confirmed_at": None if n % 2 else done,
                "replied_at": at + timedelta(hours=3) if n % 10 == 0 and done else done,
            })  # fmt: skip
    put(session, Incident, incidents)
    put(session, Report, reports)


def _write_marks(session: Session, engineers: list[str], number: int) -> None:
    """The marks, one after the other, each in the order of time, as the table keeps them."""
    facts = {"last": number - OPEN, "customer": session.scalar(text("SELECT min(id) FROM customers"))}
    marks = {mark.format(**facts): where.format(**facts) for mark, where in MARKS.items()}
    had = {f"engineer:{one}": f"n % 10 < 6 AND n <= {facts['last']} AND n % {len(engineers)} = {place}"
           for place, one in enumerate(engineers)}  # fmt: skip
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(text(_NUMBERED))
    for mark, where in sorted((marks | had).items()):
        session.execute(text(_MARKED.format(where=where)), {"mark": mark})


_NUMBERED = """
    CREATE TEMPORARY TABLE numbered AS
    SELECT CAST(SUBSTR(reference, 2) AS INTEGER) AS n, received_at, id FROM reports WHERE id LIKE '0000%'
"""
_MARKED = """
    INSERT INTO log_marks (mark, received_at, report_id)
    SELECT :mark, received_at, id FROM numbered WHERE {where} ORDER BY n
"""


def _settle(desk: Desk) -> None:
    """What a database does by itself sooner or later: statistics, and a look at what is visible to all."""
    with desk.database.migrating() as connection:
        if desk.database.is_sqlite:
            connection.exec_driver_sql("ANALYZE")
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE")
