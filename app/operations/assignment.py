"""Assignment: a colleague is asked by name to take an incident. Until they do, all goes on as it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain import escalation
from app.domain.delivery import Medium
from app.domain.escalation import EVERYONE
from app.domain.tokens import Mint
from app.operations import outbox, record, rounds
from app.operations.cannot import CannotBe
from app.store import incidents, timeline
from app.store.base import put
from app.store.incidents import Incident, Page
from app.store.reach import Person, Roll
from app.store.staff import Staff
from app.store.timeline import Event

ASSIGNED = "assigned"
ANSWERED = ("acknowledged", "accepted", "resolved", "reopened")
LAYER = "named"  # where a layer stands: paged because somebody named them
MEDIA = (Medium.SMS, Medium.MAIL)
NOT_TWICE = timedelta(minutes=5)


def able(session: Session, incident: Incident, asker: Staff, now: datetime) -> list[Person]:
    """Who can be asked: everybody who may be paged and has a proven way, but for the asker and whoever has it."""
    out = (asker.id, incident.acknowledged_by)
    people = Roll(session, now).of(EVERYONE)
    return [person for person in people if person.id not in out and rounds.best_ways(person, MEDIA)]


def assign(session: Session, incident: Incident, staff_id: str, asker: Staff, *, mint: Mint, now: datetime) -> bool:
    """Asks a colleague, by text and mail, to take it. False if they were asked just now and have not answered.

    Whoever has it keeps it, and hears of it; while nobody has it, paging goes on. Only their own answer changes that.
    """
    lead = session.get_one(Incident, incident.lead_id) if incident.lead_id and not incident.resolved_at else incident
    _expect_open(lead)
    if staff_id == lead.acknowledged_by:
        return False
    person = next((one for one in able(session, lead, asker, now) if one.id == staff_id), None)
    if person is None:
        raise CannotBe("They cannot be asked any more: choose somebody else")
    if _is_asked(session, lead, person.id, now):
        return False
    holder = session.get_one(Staff, lead.acknowledged_by) if lead.acknowledged_by else None
    has_it = f"{holder.first_name} has it until then" if holder else "paging goes on until then"
    text = f"{asker.first_name} asked {person.first_name} to take it: {has_it}"
    for one in {lead.id: lead, incident.id: incident}.values():
        facts = {"to": person.id, "holder": lead.acknowledged_by}
        record.happened(session, one, ASSIGNED, text, now, asker.name, **facts)
    page = _page(session, lead, person, now, mint)
    rows = [
        outbox.to_method(
            mint, person, way, ASSIGNED, now, lasts=outbox.PAGE_LASTS, priority=outbox.AGAIN, page_id=page.id,
            incident_id=lead.id, layer=LAYER, round=lead.round, asker=asker.first_name, holder=lead.acknowledged_by,
        )
        for way in rounds.best_ways(person, MEDIA if _wakes(lead) else (Medium.MAIL,))
    ]  # fmt: skip
    outbox.post(session, [*rows, *_told(session, lead, holder, person, asker, mint, now)])
    return True


def asked_by(events: Iterable[Event], staff_id: str) -> str:
    """The first name of whoever asked somebody to take it, where they have not answered since; or nothing."""
    asker = ""
    for event in events:
        if event.kind == ASSIGNED:
            asker = event.actor.split()[0] if event.facts["to"] == staff_id else ""
        elif event.kind in ANSWERED:
            asker = ""
    return asker


def is_for_nothing(incident: Incident, holder: str | None) -> bool:
    """Whether nobody need be asked any more: it is over, or somebody but the `holder` of that moment has it by now."""
    return incident.resolved_at is not None or incident.acknowledged_by not in (None, holder)


def _expect_open(incident: Incident) -> None:
    if incident.is_drill:
        raise CannotBe("A drill is nobody's to give")
    if incident.resolved_at:
        raise CannotBe("It is resolved: open it again first")


def _wakes(incident: Incident) -> bool:
    """Whether its steps wake anybody; else nobody is woken to take it either."""
    return escalation.thawed(incident.promise["escalation"]).wakes


def _is_asked(session: Session, incident: Incident, staff_id: str, now: datetime) -> bool:
    """Whether they were asked just now: a button that is pressed twice sends nothing twice."""
    events = timeline.of_incident(session, incident.id, (ASSIGNED, *ANSWERED))
    last = events[-1] if events else None
    is_theirs = last is not None and last.kind == ASSIGNED and last.facts["to"] == staff_id
    return last is not None and is_theirs and now - last.at < NOT_TWICE


def _page(session: Session, incident: Incident, person: Person, now: datetime, mint: Mint) -> Page:
    known = {page.staff_id: page for page in incidents.pages_of(session, incident.id)}
    page = known.get(person.id)
    if page is None:
        row = rounds.new_page(incident, person, LAYER, now, mint)
        put(session, Page, [row])
        page = session.get_one(Page, row["id"])
    page.last_paged_at = now
    return page


def _told(
    session: Session, incident: Incident, holder: Staff | None, person: Person, asker: Staff, mint: Mint, now: datetime
) -> list[outbox.Row]:
    """A text to whoever has it, or a mail where they have no phone for texts; nothing where it is they who ask."""
    if holder is None or holder.id == asker.id:
        return []
    known = next((one for one in Roll(session, now).of(EVERYONE) if one.id == holder.id), None)
    ways = rounds.best_ways(known, MEDIA) if known else []
    ways.sort(key=lambda way: way.medium != Medium.SMS)
    return [
        outbox.to_method(
            mint, holder, way, "asked-of-another", now, lasts=outbox.NEWS_LASTS, priority=outbox.NEWS,
            incident_id=incident.id, asker=asker.first_name, asked=person.first_name,
        )
        for way in ways[:1]
    ]  # fmt: skip
