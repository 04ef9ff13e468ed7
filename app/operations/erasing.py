"""Erasing: what is personal goes out of a report, and out of the record of it; that it went is an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.chain import REMOVED
from app.domain.erasure import has_words
from app.domain.timeline_sorts import PORTAL
from app.operations import record
from app.store import erasure, leavers, timeline, webhooks
from app.store.reports import Report
from app.store.staff import Staff
from app.store.timeline import Event


def details(session: Session, report: Report, now: datetime, actor: str = PORTAL) -> None:
    """Takes out who reported and what anybody typed. The record must be linked: see `linking.link_all`."""
    ids = _words(session, timeline.of(session, report.id, report.incident_id))
    erasure.report(session, report, now)
    webhooks.forget(session, report)
    text = f"Personal details removed: who reported, what was typed, and the words of {_counted(len(ids), 'event')}"
    ties = {"report_id": report.id, "incident_id": report.incident_id}
    record.append(session, [record.event(REMOVED, text, now, actor=actor, **ties, erased=ids)])


def files(session: Session, report: Report, now: datetime, actor: str = PORTAL) -> None:
    """Deletes a report's files."""
    count = erasure.files(session, report.id)
    if count:
        text = f"{_counted(count, 'file')} removed"
        ties = {"report_id": report.id, "incident_id": report.incident_id}
        record.append(session, [record.event("files.removed", text, now, actor=actor, **ties, files_removed=count)])


def leaver(session: Session, person: Staff, now: datetime) -> None:
    """Takes out how somebody who has left was reached, and what the record says of it."""
    ids = _words(session, leavers.events_of(session, person.id))
    leavers.erase(session, person)
    text = f"Personal details removed: how {person.name}, who has left, was reached"
    record.append(session, [record.event(REMOVED, text, now, staff_id=person.id, erased=ids)])


def _words(session: Session, events: Sequence[Event]) -> list[int]:
    """Takes the words out of those events that have any; returns the ids."""
    ids = [event.id for event in events if has_words(event.kind, event.facts, event.text)]
    erasure.events(session, ids)
    return ids


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
