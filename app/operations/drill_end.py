"""The end of a drill: somebody answered, nobody did, a colleague stopped it, or a real emergency came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain import times
from app.domain.delivery import Medium, State
from app.domain.timeline_sorts import PORTAL
from app.domain.tokens import Mint
from app.operations import outbox, record
from app.store import deliveries, incidents, staff
from app.store.deliveries import Delivery
from app.store.incidents import Incident
from app.store.staff import Staff

LASTS = timedelta(minutes=30)
MEDIA = {Medium.SMS: "text", Medium.MAIL: "mail", Medium.VOICE: "call"}
ANSWERED, NOBODY, STOPPED, GAVE_WAY = "answered", "nobody", "stopped", "gave_way"


def answered(session: Session, incident: Incident, person: Staff, now: datetime) -> None:
    """Somebody acknowledged: that was all there was to do."""
    took = minutes_and_seconds(now - incident.opened_at)
    _end(session, incident, f"Drill done: {person.first_name} took {took}", ANSWERED, now, person)


def stopped(session: Session, incident: Incident, person: Staff, now: datetime) -> None:
    """A colleague ends it."""
    _end(session, incident, f"DRILL stopped by {person.first_name}", STOPPED, now, person)


def gave_way(session: Session, incident: Incident, now: datetime) -> None:
    """A real emergency goes first: nobody is to be confused by two."""
    _end(session, incident, "DRILL stopped: a real emergency is open", GAVE_WAY, now)


def nobody_answered(session: Session, incident: Incident, now: datetime, mint: Mint) -> None:
    """Its time is over: whoever started it, or else the managers, hear by mail how each person was reached."""
    lines = result(session, incident)
    _end(session, incident, f"DRILL over: nobody answered within {times.duration(LASTS)}", NOBODY, now)
    starter = session.get(Staff, incident.promise["drill"]["by"] or "")
    people = [starter] if starter and starter.is_active else staff.managing(session) or staff.active(session)
    facts: dict[str, Any] = {"reference": incident.reference, "at": incident.opened_at.isoformat(), "lines": lines}
    by_id = {person.id: person for person in people}
    rows = [
        outbox.to_method(
            mint,
            by_id[method.staff_id],
            method,
            "drill-over",
            now,
            lasts=outbox.MAIL_LASTS,
            priority=outbox.ROUTINE,
            **facts,
        )
        for method in staff.methods_of(session, list(by_id))
        if method.medium == Medium.MAIL
    ]
    outbox.post(session, rows)


def result(session: Session, incident: Incident) -> list[dict[str, Any]]:
    """How each person was reached: `ways` has a line for each medium, with its instant; `answered_at`, if they did."""
    by_person: dict[str, list[Delivery]] = {}
    for message in deliveries.of_incident(session, incident.id):
        if message.page_id:
            by_person.setdefault(message.person, []).append(message)
    holder = session.get(Staff, incident.acknowledged_by) if incident.acknowledged_by else None
    at = incident.acknowledged_at.isoformat() if incident.acknowledged_at else ""
    return [
        {"name": name, "ways": _ways(sent), "answered_at": at if holder and holder.name == name else ""}
        for name, sent in by_person.items()
    ]


def minutes_and_seconds(span: timedelta) -> str:
    """ "2 min 10 s", or "45 s"."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def _ways(sent: Sequence[Delivery]) -> list[dict[str, str]]:
    """The first message by each medium that came furthest, in words: what it was, what became of it, and when."""
    best: dict[str, Delivery] = {}
    for one in sorted(sent, key=lambda one: (one.delivered_at is None, one.sent_at is None, one.created_at)):
        best.setdefault(one.medium, one)
    return [{"what": MEDIA[medium], **_became(best[medium])} for medium in MEDIA if medium in best]


def _became(message: Delivery) -> dict[str, str]:
    if message.delivered_at:
        word = "picked up" if message.medium == Medium.VOICE else "delivered"
        return {"became": word, "at": message.delivered_at.isoformat()}
    if message.state in (State.REFUSED, State.EXHAUSTED):
        return {"became": "failed", "at": ""}
    if message.sent_at:
        return {"became": "sent", "at": message.sent_at.isoformat()}
    return {"became": "not sent", "at": ""}


def _end(
    session: Session, incident: Incident, text: str, became: str, now: datetime, person: Staff | None = None
) -> None:
    incident.resolved_at = now
    incident.resolved_by = person.id if person else None
    incident.lapses_at = incident.next_page_at = incident.next_watch_at = None
    incident.promise = {**incident.promise, "drill": {**incident.promise["drill"], "became": became}}
    unsent = (Delivery.incident_id == incident.id, Delivery.page_id.is_not(None), Delivery.state == State.PENDING)
    session.execute(update(Delivery).where(*unsent).values(state=State.CANCELLED, words="the drill is over"))
    actor = person.name if person else PORTAL
    record.happened(session, incident, "drill.ended", text, now, actor, became=became)


def is_in_the_way(session: Session, incident: Incident) -> bool:
    """Whether a real emergency is open while this drill runs."""
    return incident.is_drill and incidents.counts_open(session)[0] > 0


def may_reach(incident: Incident, person: Staff) -> bool:
    """Whether a message about the incident may go to them: about a drill, only to those who take part."""
    return not incident.is_drill or person.drills_since is not None
