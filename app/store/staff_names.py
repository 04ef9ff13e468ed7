"""The names that each of the staff has and had: the record calls them by the one of its time."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.staff import Staff
from app.store.timeline import RENAMED, Event


def had(session: Session) -> Mapping[str, set[str]]:
    """By a person's id all names of theirs, of those who have left and of break-glass accounts too."""
    found = {row.id: {row.name} for row in session.execute(select(Staff.id, Staff.name))}
    query = select(Event.facts).where(Event.report_id.is_(None), Event.incident_id.is_(None), Event.kind == RENAMED)
    for facts in session.scalars(query):
        found[facts["staff_id"]].add(facts["was"])
    return found
