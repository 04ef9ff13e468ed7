"""Watching: the response target's marks, its breach, and acknowledgements without a sign of life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import outbox, paging, record
from app.operations.one_by_one import each
from app.store import incidents, on_call, staff
from app.store.incidents import Incident
from app.store.staff import Staff

BREACH = 100


def look(session: Session, now: datetime, mint: Mint) -> int:
    """Looks at every incident whose mark or lapse has come; returns how many that were."""
    due = incidents.due_for_watching(session, now)

    def look_at(incident: Incident) -> None:
        if incident.lapses_at and incident.lapses_at <= now:
            _lapse(session, incident, now)
        _pass_marks(session, incident, now, mint)
        plan(incident)

    def put_off(incident: Incident) -> None:
        incident.next_watch_at = now + paging.PUT_OFF

    each(session, due, look_at, put_off)
    return len(due)


def plan(incident: Incident) -> None:
    """Works out when the incident is looked at next."""
    marks = incident.promise["marks"][incident.marks_passed :]
    watched = marks and not is_kept(incident, "replied")
    instants = [datetime.fromisoformat(marks[0]["at"])] if watched else []
    if incident.lapses_at and not incident.resolved_at:
        instants.append(incident.lapses_at)
    incident.next_watch_at = min(instants, default=None)


def answered(incident: Incident, person: Staff, now: datetime) -> None:
    """A person has told the customer something of their own, for the first time or again."""
    if incident.replied_at is None:
        incident.replied_at = now
        incident.replied_by = person.id
        judge_response(incident, now)


def judge_response(incident: Incident, now: datetime) -> None:
    """Whether the response came, or is still to come, too late for the due instant as it is now."""
    came_at = incident.responded_at or now
    is_late = incident.respond_by is not None and incident.closed_by is None and came_at > incident.respond_by
    incident.missed_at = incident.respond_by if is_late else None


def managers(session: Session, incident: Incident, now: datetime) -> Sequence[Staff]:
    """Who hears of a promise at risk: the duty manager; every manager, where there is none; else everyone."""
    layer = incident.promise["watched_by"]
    return on_call.people(session, layer, now) or staff.active(session, "manager") or staff.active(session)


def _lapse(session: Session, incident: Incident, now: datetime) -> None:
    person = session.get_one(Staff, incident.acknowledged_by)
    text = f"No sign of life from {person.first_name}: paging again"
    record.happened(session, incident, "lapsed", text, now, person=person.name)
    paging.start_again(session, incident, now, f"No word from {person.first_name}")


def _pass_marks(session: Session, incident: Incident, now: datetime, mint: Mint) -> None:
    """Tells of the latest mark that has come; marks slept through together are told once."""
    marks: list[dict[str, Any]] = incident.promise["marks"]
    come = [mark for mark in marks[incident.marks_passed :] if datetime.fromisoformat(mark["at"]) <= now]
    incident.marks_passed += len(come)
    telling = [mark for mark in come if not is_kept(incident, mark["unless"])]
    if not telling:
        return
    mark = telling[-1]
    if mark["percent"] >= BREACH:
        incident.missed_at = incident.respond_by
        text = "The response target is missed: nobody has replied to the customer"
        record.happened(session, incident, "target.missed", text, now)
    _tell(session, incident, mark, now, mint)


def is_kept(incident: Incident, unless: str) -> bool:
    """Whether what a mark warns of has been done meanwhile: `unless` is "acknowledged" or "replied"."""
    is_over = incident.responded_at or incident.resolved_at or incident.closed_by
    return bool(is_over or (unless == "acknowledged" and incident.acknowledged_at))


def _tell(session: Session, incident: Incident, mark: dict[str, Any], now: datetime, mint: Mint) -> None:
    rows = []
    people = managers(session, incident, now)
    media = (Medium.MAIL,) if paging.is_quiet(incident) else (Medium.SMS, Medium.MAIL)
    for method in staff.methods_of(session, [person.id for person in people]):
        person = next(person for person in people if person.id == method.staff_id)
        if method.medium in media:
            rows.append(
                outbox.to_method(
                    mint,
                    person,
                    method,
                    "watch",
                    now,
                    lasts=outbox.NEWS_LASTS,
                    priority=outbox.AGAIN,
                    incident_id=incident.id,
                    percent=mark["percent"],
                    unless=mark["unless"],
                )
            )
    outbox.post(session, rows)
    names = ", ".join(person.first_name for person in people) or "nobody: there is no staff"
    trouble = "nobody has acknowledged" if mark["unless"] == "acknowledged" else "nobody has replied"
    text = f"{mark['percent']} % of the response target is over and {trouble}: told {names}"
    record.happened(session, incident, "target.mark", text, now, percent=mark["percent"])
