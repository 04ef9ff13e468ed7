"""Acknowledgement: the first engineer to take an incident has it, and everybody else is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.delivery import WAKING, Medium, State
from app.domain.tokens import Mint
from app.operations import outbox, paging, record, watching
from app.store import deliveries, incidents, reports, staff
from app.store.incidents import Incident, Page
from app.store.staff import Staff


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What pressing the button did. `is_yours`: this person has the incident now, whoever pressed first."""

    is_yours: bool
    is_new: bool
    holder: str


def acknowledge(
    session: Session, incident_id: str, person: Staff, *, mint: Mint, now: datetime, by: str = "the page"
) -> Answer:
    """A person takes the incident, unless somebody already has it. Pressing twice is harmless."""
    incident = _held(session, incident_id)
    holder_id = incident.acknowledged_by or incident.resolved_by
    if holder_id:
        holder = session.get_one(Staff, holder_id)
        return Answer(is_yours=holder.id == person.id, is_new=False, holder=holder.first_name)
    _take(session, incident, person, mint=mint, now=now, by=by)
    return Answer(is_yours=True, is_new=True, holder=person.first_name)


def pass_on(session: Session, page: Page, *, now: datetime, reason: str = "") -> None:
    """The person paged cannot. With nobody left to wait for, the next step is taken at once, unless it is a repeat."""
    incident = _held(session, page.incident_id)
    if not incident.is_waiting or page.passed_at:
        return
    page.passed_at = now
    person = session.get_one(Staff, page.staff_id)
    text = f"{person.first_name} cannot take it" + (f": {reason}" if reason else "")
    record.happened(session, incident, "passed", text, now, person.name)
    if not paging.is_everybody_asked(incident) and not paging.is_anybody_asked(session, incident):
        paging.move_on(session, incident, now)


def hand_back(session: Session, incident_id: str, person: Staff, *, now: datetime, reason: str = "") -> bool:
    """Whoever has the incident gives it back: paging begins anew, with the others. False if it is not theirs."""
    incident = _held(session, incident_id)
    if incident.acknowledged_by != person.id or incident.resolved_at:
        return False
    for page in incidents.pages_of(session, incident.id):
        if page.staff_id == person.id:
            page.passed_at = now
    text = f"{person.first_name} handed it back" + (f": {reason}" if reason else "")
    record.happened(session, incident, "handed_back", text, now, person.name)
    paging.start_again(session, incident, now, f"{person.first_name} handed it back")
    watching.plan(incident)
    return True


def sign_of_life(incident: Incident, now: datetime) -> None:
    """Whoever has it did something: the acknowledgement holds for another while. After a reply it holds."""
    if incident.acknowledged_at:
        lasts = timedelta(seconds=incident.promise["lapse"])
        incident.lapses_at = None if incident.replied_at else now + lasts
    watching.plan(incident)


def _take(session: Session, incident: Incident, person: Staff, *, mint: Mint, now: datetime, by: str) -> None:
    """Gives an incident that nobody has to `person`: paging stops, the others and the customer hear."""
    incident.acknowledged_at = now
    incident.acknowledged_by = person.id
    is_first = incident.first_acknowledged_at is None
    incident.first_acknowledged_at = incident.first_acknowledged_at or now
    if is_first and incident.responded_at:
        watching.judge_response(incident, now)
    sign_of_life(incident, now)
    paging.stop(session, incident)
    record.happened(session, incident, "acknowledged", f"{person.first_name} acknowledged by {by}", now, person.name)
    outbox.post(session, _stand_downs(session, incident, person, mint, now))
    report = reports.of_incident(session, incident.id)
    if is_first and report.email:
        mail = outbox.to_address(
            mint, report.name, report.email, "customer-acknowledged", now, report_id=report.id, incident_id=incident.id
        )
        outbox.post(session, [mail])


def _held(session: Session, incident_id: str) -> Incident:
    incident = incidents.held(session, incident_id)
    if incident is None:
        raise LookupError(f"no incident {incident_id}")
    return incident


def _stand_downs(session: Session, incident: Incident, taker: Staff, mint: Mint, now: datetime) -> list[outbox.Row]:
    """A text for each other person whose telephone rang, or may have, since paging began (anew)."""
    rows = []
    told: set[str] = {taker.id}
    unsent = (State.CANCELLED, State.EXPIRED, State.REFUSED, State.PENDING)
    for delivery in deliveries.of_round(session, incident.id, incident.paging_since):
        if delivery.staff_id in told or delivery.medium not in WAKING or delivery.state in unsent:
            continue
        person = session.get_one(Staff, delivery.staff_id)
        texts = [m for m in staff.methods_of(session, [person.id]) if m.medium == Medium.SMS]
        method = next((m for m in texts if m.id == delivery.method_id), next(iter(texts), None))
        if method is None:
            continue
        told.add(person.id)
        facts = {"taker": taker.first_name, "at": now.isoformat()}
        rows.append(
            outbox.to_method(
                mint,
                person,
                method,
                "stand-down",
                now,
                lasts=outbox.NEWS_LASTS,
                priority=outbox.NEWS,
                incident_id=incident.id,
                **facts,
            )
        )
    return rows
