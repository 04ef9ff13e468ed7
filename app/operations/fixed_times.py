"""Fixed times: when it was really fixed, as a manager says. The record keeps what stood there, who said so and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import times
from app.domain.local import Local
from app.operations import record
from app.operations.cannot import CannotBe, expect_kept
from app.store import groups, reports
from app.store.incidents import Incident
from app.store.staff import Staff
from app.store.timeline import Event

CORRECTED = "corrected.times"


@dataclass(frozen=True, kw_only=True)
class Before:
    """An instant of the resolution that was corrected: what it was, and when and by whom another took its place."""

    was: datetime
    until: datetime
    by: str


def correct(
    session: Session, incident: Incident, at: datetime, person: Staff, reason: str, *, local: Local, now: datetime
) -> bool:
    """It was fixed at that instant. False if the record says so already. CannotBe where it cannot have been.

    What was resolved with it was fixed with it, whatever was corrected before; but not what was reported only after
    that instant, whose time stays. Nobody is told.
    """
    before = expect_resolved(session, incident)
    if not incident.opened_at <= at <= now:
        raise CannotBe("It was fixed after it was reported, and by now")
    if at == before:
        return False
    for one in (incident, *together(session, incident)):
        if one.opened_at <= at and one.resolved_at != at:
            _set(session, one, at, person, reason, local, now)
    return True


def expect_resolved(session: Session, incident: Incident) -> datetime:
    """When it was resolved. CannotBe while it is open, or once it is so old that no reason can be kept."""
    if incident.resolved_at is None:
        raise CannotBe("It is open: say first that it is fixed")
    expect_kept(reports.of_incident(session, incident.id))
    return incident.resolved_at


def together(session: Session, incident: Incident) -> Sequence[Incident]:
    """What had joined it and was said to be resolved in the same moment, whenever that is corrected to have been."""
    return groups.resolved_with(session, incident)


def before(events: Iterable[Event]) -> list[Before]:
    """The instants that were corrected, oldest first. Those whose words were removed are known no more."""
    return [
        Before(was=datetime.fromisoformat(one.facts["was"]), until=one.at, by=one.actor)
        for one in events
        if one.kind == CORRECTED and "was" in one.facts
    ]


def _set(
    session: Session, incident: Incident, at: datetime, person: Staff, reason: str, local: Local, now: datetime
) -> None:
    was = incident.resolved_at
    assert was is not None, "what is open was fixed at no time"
    incident.resolved_at = at
    text = (
        f"{person.first_name} corrected when it was fixed: {times.day_and_time(at, local)} "
        f"(before: {times.day_and_time(was, local)}): {reason}"
    )
    facts = {"was": was.isoformat(), "is": at.isoformat()}
    record.happened(session, incident, CORRECTED, text, now, person.name, **facts)
