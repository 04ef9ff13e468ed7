"""The intake log's questions: which reports match, fifty at a time, and how many do. None costs more as years go by.

Every question goes down the table of marks in the order of time, from the mark that fewest reports have.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.domain.log_marks import marked, words
from app.store.base import UtcDateTime
from app.store.incidents import Incident
from app.store.log_marks import LogMark
from app.store.reports import Report
from app.store.staff import Staff

COUNTED = 200  # beyond it a count says "over 200"
ALIKE = 1_000  # marks that more reports have than that are equally common

LogRow = tuple[Report, Incident | None, str | None]
Place = tuple[datetime, str]


@dataclass(frozen=True, kw_only=True)
class LogFilter:
    """Which rows of the intake log are wanted. Empty means any; `search` is words that all have to occur."""

    since: datetime | None = None
    until: datetime | None = None
    service: str = ""
    customer: str = ""
    verdict: str = ""
    status: str = ""
    standing: str = ""
    engineer: str = ""
    source: str = ""
    search: str = ""
    drills: bool = False

    @property
    def words(self) -> list[str]:
        """The words to search for."""
        return words(self.search)

    @property
    def marks(self) -> list[str]:
        """The marks that a report has to have, never none."""
        kinds = ("service", "customer", "verdict", "status", "standing", "engineer", "source")
        found = [f"{kind}:{value}" for kind in kinds if (value := getattr(self, kind))]
        found += [f"word:{word}" for word in self.words]
        every, *rest = marked(found, is_drill=self.drills)
        return rest or [every]


def page(
    session: Session, wanted: LogFilter, *, after: Place | None = None, limit: int = 50, oldest_first: bool = False
) -> Sequence[LogRow]:
    """The newest reports that match, or the oldest; `after` is the last row of the page before."""
    query = _places(session, wanted)
    at, report_id = LogMark.received_at, LogMark.report_id
    if after:
        place, last = tuple_(at, report_id), tuple_(literal(after[0], UtcDateTime()), literal(after[1]))
        query = query.where(place > last if oldest_first else place < last)
    order = (at, report_id) if oldest_first else (at.desc(), report_id.desc())
    ids = session.scalars(query.with_only_columns(report_id).order_by(*order).limit(limit)).all()
    return _rows(session, ids)


def count(session: Session, wanted: LogFilter) -> int:
    """How many reports match, counted to one more than `COUNTED` at most."""
    found = _places(session, wanted).with_only_columns(LogMark.report_id).limit(COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _rows(session: Session, ids: Sequence[str]) -> Sequence[LogRow]:
    """These reports with their incidents and holders, in this order."""
    query = select(Report, Incident, Staff.name).where(Report.id.in_(ids))
    query = query.outerjoin(Incident, Incident.id == Report.incident_id)
    query = query.outerjoin(Staff, Staff.id == Incident.acknowledged_by)
    found = {row[0].id: (row[0], row[1], row[2]) for row in session.execute(query)}
    return [found[one] for one in ids]


def _places(session: Session, wanted: LogFilter) -> Select[LogMark]:
    """The places at which a report stands that has all the marks, within the span of time."""
    fewest, *others = _rarest_first(session, wanted)
    query = select(LogMark).where(*_within(fewest, wanted))
    for mark in others:
        other = aliased(LogMark)
        same = (other.received_at == LogMark.received_at, other.report_id == LogMark.report_id)
        has_it = select(literal(1)).where(other.mark == mark, *same)
        # The offset keeps PostgreSQL from joining all that have one mark with all that have the other: it guesses that
        # few reports have both, and would read both whole. So each report is looked up, and the limit ends it.
        query = query.where(exists(has_it.offset(0)))
    return query


def _rarest_first(session: Session, wanted: LogFilter) -> Collection[str]:
    """The marks by how many reports have them in the span of time, of which more than some thousand are alike."""
    marks = wanted.marks
    if len(marks) == 1:
        return marks
    return sorted(marks, key=lambda mark: _how_many(session, mark, wanted))


def _how_many(session: Session, mark: str, wanted: LogFilter) -> int:
    found = select(LogMark.report_id).where(*_within(mark, wanted)).limit(ALIKE + 1).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _within(mark: str, wanted: LogFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [LogMark.mark == mark]
    if wanted.since:
        conditions.append(LogMark.received_at >= wanted.since)
    if wanted.until:
        conditions.append(LogMark.received_at < wanted.until)
    return conditions
