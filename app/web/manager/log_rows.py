"""A row of the intake log in words, as its page, its files and its orders have it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain import log_marks, targets
from app.domain.triage import OTHER, UNSURE
from app.store import timeline
from app.store.incidents import Incident
from app.store.log import LogRow
from app.store.reports import Report
from app.web.room import desk, now


def standing(incident: Incident | None) -> str:
    """How the response target stands, as a word; nothing where no clock runs."""
    if incident is None or incident.respond_by is None or incident.closed_by:
        return ""
    return targets.standing(
        opened_at=incident.opened_at, due_at=incident.respond_by, met_at=incident.responded_at, now=now()
    )


def status_word(row: LogRow) -> str:
    """The row's status, in the one vocabulary."""
    report, incident, _ = row
    return log_marks.status(report.verdict, report.handed_over_at, incident)


def in_maintenance(db: Session, rows: Sequence[LogRow]) -> set[str]:
    """The reports of these rows that were made during a maintenance window."""
    return timeline.reports_with(db, "report.during_maintenance", [report.id for report, _, _ in rows])


def service_words(report: Report) -> str:
    """What a report is about, by the services' names."""
    return ", ".join(_service(slug) for slug in report.services)


def _service(slug: str) -> str:
    known = desk().policy.service(slug)
    return known.name if known else {OTHER: "something else", UNSURE: "not sure which"}.get(slug, slug)
