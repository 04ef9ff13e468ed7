"""How the time of one incident went, with the names of who took each step."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.domain import course
from app.domain.course import Course
from app.store import report_figures
from app.store.incidents import Incident
from app.store.staff import Staff
from app.store.timeline import Event
from app.web.room import now


def course_of(db: Session, incident: Incident, events: Iterable[Event]) -> Course | None:
    """The course of an incident; None of a drill."""
    report = report_figures.of_incident(db, incident.id)
    if report is None:
        return None
    first = incident.first_acknowledged_at
    takers = (event.actor for event in events if event.kind == "acknowledged" and event.at == first)
    people = {
        "acknowledged_at": next(takers, ""),
        "replied_at": _name(db, incident.replied_by),
        "resolved_at": _name(db, incident.resolved_by),
    }
    return course.of(report, people, now())


def _name(db: Session, staff_id: str | None) -> str:
    return db.get_one(Staff, staff_id).name if staff_id else ""
