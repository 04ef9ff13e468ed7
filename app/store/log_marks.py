"""The log's marks: under each mark and each word the reports that have it, by the instant at which they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, event, inspect, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.log_marks import DRILL, facets, marked, words
from app.store.base import Base, put
from app.store.incidents import Incident
from app.store.reports import Report

_FACTS = ("verdict", "source", "services", "customer_id", "handed_over_at")
_MOVING = (*_FACTS, "incident_id")  # what moves the marks of a report that is kept already
_STEERING = (
    "acknowledged_at", "acknowledged_by", "first_acknowledged_at", "replied_at", "resolved_at", "confirmed_at",
    "respond_by", "missed_at", "closed_by", "promise", "is_duplicate",
)  # fmt: skip
_SAID = ("reference", "company", "name", "errors", "extra")


class LogMark(Base):
    """That a report is found by a mark: the table is its own index, and the newest of any mark are read first.

    It points at reports without a foreign key, for a report has dozens of marks and is never deleted.
    """

    __tablename__ = "log_marks"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    mark: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(primary_key=True)


def keep(session: Session, reports: Sequence[Mapping[str, Any]], incidents: Mapping[str, Incident]) -> None:
    """Writes new reports together with their marks. `incidents` holds those that they open, by id."""
    found = [
        facets(**{name: row[name] for name in _FACTS}, incident=incidents.get(row["incident_id"])) for row in reports
    ]
    put(session, Report, [{**row, "found_by": marks} for row, marks in zip(reports, found, strict=True)])
    marks = [
        {"mark": mark, "received_at": row["received_at"], "report_id": row["id"]}
        for row, marks in zip(reports, found, strict=True)
        for mark in (*marks, *_words(row))
    ]
    put(session, LogMark, marks)


def _words(row: Mapping[str, Any]) -> list[str]:
    """The marks of a report's words: what the log is searched for."""
    told = (row["reference"], row["company"], row["name"], row["errors"], *map(str, row["extra"].values()))
    return marked([f"word:{word}" for word in words(*told)], is_drill=row["source"] == DRILL)[1:]


@event.listens_for(Session, "after_flush")
def _reword(session: Session, _: object) -> None:
    """Moves the marks of words that were corrected or taken away, in the transaction in which they are."""
    for report in [thing for thing in session.dirty if isinstance(thing, Report) and _has_changed(thing, _SAID)]:
        has = {name: getattr(report, name) for name in (*_SAID, "source")}
        before = {name: inspect(report).attrs[name].history.deleted for name in _SAID}
        had = has | {name: values[0] for name, values in before.items() if values}
        _replace(session, report, _words(had), _words(has))


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _: object) -> None:
    """Moves the marks of reports that got an incident, or whose incident has come further, in the same transaction."""
    changed = [thing for thing in session.dirty if isinstance(thing, Incident) and _has_changed(thing, _STEERING)]
    ids = {thing.id for thing in session.dirty if isinstance(thing, Report) and _has_changed(thing, _MOVING)}
    if not changed and not ids:
        return
    of_changed = Report.incident_id.in_([incident.id for incident in changed])
    query = select(Report, Incident).outerjoin(Incident, Incident.id == Report.incident_id)
    with session.no_autoflush:
        rows = [(row[0], row[1]) for row in session.execute(query.where(of_changed | Report.id.in_(ids)))]
        had = {row[0]: row[1] for row in session.execute(_HAD, {"ids": [report.id for report, _ in rows]})}
    _move(session, [(report, had[report.id], _facets(report, incident)) for report, incident in rows])


def _move(session: Session, moves: Sequence[tuple[Report, list[str], list[str]]]) -> None:
    for report, had, has in moves:
        _replace(session, report, had, has)
    told = [{"of": report.id, "marks": has} for report, had, has in moves if had != has]
    if told:
        session.connection().execute(_FOUND_BY, told)


def _replace(session: Session, report: Report, had: Sequence[str], has: Sequence[str]) -> None:
    gone = [_key(report, mark) for mark in had if mark not in has]
    if gone:
        session.connection().execute(_GONE, gone)
    put(session, LogMark, [_row(report, mark) for mark in has if mark not in had])


def _facets(report: Report, incident: Incident | None) -> list[str]:
    return facets(
        verdict=report.verdict,
        source=report.source,
        services=report.services,
        customer_id=report.customer_id,
        handed_over_at=report.handed_over_at,
        incident=incident,
    )


def _has_changed(thing: Base, names: Sequence[str]) -> bool:
    attributes = inspect(thing).attrs
    return any(attributes[name].history.has_changes() for name in names)


def _row(report: Report, mark: str) -> dict[str, Any]:
    return {"mark": mark, "received_at": report.received_at, "report_id": report.id}


def _key(report: Report, mark: str) -> dict[str, Any]:
    return {"of_mark": mark, "of_instant": report.received_at, "of_report": report.id}


_HAD = select(Report.id, Report.found_by).where(Report.id.in_(bindparam("ids", expanding=True)))
_GONE = delete(LogMark).where(
    LogMark.mark == bindparam("of_mark"),
    LogMark.received_at == bindparam("of_instant"),
    LogMark.report_id == bindparam("of_report"),
)
_FOUND_BY = update(Report.__table__).where(Report.__table__.c.id == bindparam("of")).values(found_by=bindparam("marks"))  # type: ignore[arg-type]
