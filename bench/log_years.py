"""A log of many years, written in bulk by the database itself: reports, their incidents, and the marks of both.

Of ten reports six are accepted, most long resolved; one word is in every report, one in three of the oldest.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.desk import Desk
from app.operations import intake
from app.operations.intake import NewReport
from app.store import reports, staff
from app.store.base import Base
from app.store.incidents import Incident
from app.store.reports import Report

COMMON, RARE = "common", "aardvark"
APART = timedelta(seconds=151)  # between two reports: a million are not quite five years
ENGINEERS = 3
OPEN = 20  # the newest, of which nobody has those that were accepted
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
}
AT = {
    "sqlite": "strftime('%Y-%m-%d %H\\:%M\\:%S', {at}, {seconds} || ' seconds') || '.000000'",
    "postgresql": "CAST({at} AS timestamptz) + {seconds} * INTERVAL '1 second'",
}
NUMBERED = """
    CREATE TEMPORARY TABLE numbered AS
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})
    SELECT n, SUBSTR(CAST(100000000000 + n AS TEXT), 2) AS id, {received_at} AS received_at FROM numbers
"""
COPIED = (
    "INSERT INTO {table} ({columns}) SELECT {values} FROM numbered, {table} AS model WHERE model.id = :model{where}"
)
MARKED = """
    INSERT INTO log_marks (mark, received_at, report_id)
    SELECT :mark, received_at, id FROM numbered WHERE {where} ORDER BY n
"""


def write(desk: Desk, number: int) -> None:
    """Fills a fresh database with that many reports, the newest of them made now."""
    with desk.database.writing() as session:
        model = _model(desk, session)
        session.flush()
        is_sqlite = desk.database.is_sqlite
        session.execute(text("PRAGMA cache_size = -800000" if is_sqlite else "SET LOCAL statement_timeout = 0"))
        at = AT[session.get_bind().dialect.name]
        newest = ":newest"
        seconds = f"((n - {number + 1}) * {APART.seconds})"
        numbered = NUMBERED.format(number=number, received_at=at.format(at=newest, seconds=seconds))
        session.execute(text(numbered), {"newest": _instant(model.received_at)})
        engineers = [person.id for person in staff.active(session)][:ENGINEERS]
        customer = str(session.scalar(text("SELECT min(id) FROM customers")))
        _write_incidents(session, str(model.incident_id), at, engineers, number - OPEN)
        _write_reports(session, model.id, customer)
        _write_marks(session, customer, engineers, number - OPEN)
    _settle(desk)


def _model(desk: Desk, session: Session) -> Report:
    """A report as the portal itself writes it, which all others are copies of."""
    new = NewReport(
        intent="model", source="form", services=("crm",), affected="everyone", started="just now", started_at=None,
        errors="Words of a report, and some more that are like those which people write at night",
        company="Bench Ltd", name="Ben", phone="020 7946 0000", email="", extra={},
    )  # fmt: skip
    intake.receive(session, [new], rules=desk.rules, mint=desk.mint, now=desk.clock.now())
    return reports.by_intent(session, "model")


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _write_incidents(session: Session, model: str, at: str, engineers: list[str], last: int) -> None:
    done = f"CASE WHEN n <= {last} THEN {at.format(at='received_at', seconds=1800)} END"
    wait = "(CASE n % 10 WHEN 0 THEN 9000 ELSE 1800 END)"
    late = f"CASE WHEN n <= {last} THEN {at.format(at='received_at', seconds=wait)} END"
    whose = " ".join(f"WHEN {place} THEN '{one}'" for place, one in enumerate(engineers))
    changes = {
        "id": "numbered.id",
        "reference": "'B' || n",
        "opened_at": "received_at",
        "respond_by": at.format(at="received_at", seconds=7200),
        "next_page_at": "NULL",
        "next_watch_at": "NULL",
        "acknowledged_at": done,
        "first_acknowledged_at": done,
        "acknowledged_by": f"CASE WHEN n <= {last} THEN CASE n % {len(engineers)} {whose} END END",
        "replied_at": late,
        "resolved_at": late,
        "confirmed_at": f"CASE n % 2 WHEN 0 THEN {late} END",
    }
    _copy(session, Incident, model, changes, " AND n % 10 < 6")


def _write_reports(session: Session, model: str, customer: str) -> None:
    changes = {
        "id": "numbered.id",
        "reference": "'B' || n",
        "token_fingerprint": "'B' || n",
        "intent": "'B' || n",
        "received_at": "numbered.received_at",
        "services": """CASE n % 3 WHEN 0 THEN '["crm"]' WHEN 1 THEN '["sites"]' ELSE '["website"]' END""",
        "incident_id": "CASE WHEN n % 10 < 6 THEN numbered.id END",
        "source": "CASE n % 7 WHEN 0 THEN 'mail' ELSE 'form' END",
        "customer_id": f"CASE n % 10 WHEN 3 THEN '{customer}' END",
        "verdict": "CASE WHEN n % 10 < 6 THEN 'accepted' WHEN n % 10 = 9 THEN 'closed' ELSE 'declined' END",
        "handed_over_at": "CASE n % 10 WHEN 9 THEN numbered.received_at END",
    }
    if session.get_bind().dialect.name == "postgresql":
        changes["services"] = f"CAST({changes['services']} AS json)"
    _copy(session, Report, model, changes)


def _copy(session: Session, table: type[Base], model: str, changes: dict[str, str], where: str = "") -> None:
    """Copies one row for each number, with what is different in each."""
    columns = [column.key for column in table.__table__.columns]
    values = ", ".join(changes.get(column, f"model.{column}") for column in columns)
    words = COPIED.format(table=table.__tablename__, columns=", ".join(columns), values=values, where=where)
    session.execute(text(words), {"model": model})


def _write_marks(session: Session, customer: str, engineers: list[str], last: int) -> None:
    """The marks, one after the other, each in the order of time, as the table keeps them."""
    marks = {mark.format(customer=customer): where.format(last=last) for mark, where in MARKS.items()}
    for place, one in enumerate(engineers):
        marks[f"engineer:{one}"] = f"n % 10 < 6 AND n <= {last} AND n % {len(engineers)} = {place}"
    for mark, where in sorted(marks.items()):
        session.execute(text(MARKED.format(where=where)), {"mark": mark})


def _settle(desk: Desk) -> None:
    """What a database does by itself sooner or later: statistics, and a look at what is visible to all."""
    with desk.database.migrating() as connection:
        if desk.database.is_sqlite:
            connection.exec_driver_sql("ANALYZE")
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE")
