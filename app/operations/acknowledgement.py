"""Acknowledgement: the first engineer to take an incident has it, and everybody else is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.delivery import WAKING, Medium, State
from app.domain.tokens import Mint
from app.operations import customer_mails, drill_end, outbox, paging, record, watching
from app.store import deliveries, groups, incidents, staff
from app.store.incidents import Incident, Page
from app.store.staff import Staff

UNDO = timedelta(minutes=2)


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
    said = f"{person.first_name} acknowledged by {by}"
    _take(session, incident, person, said, mint=mint, now=now)
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
    for one in groups.of_lead(session, incident):
        record.happened(session, one, "handed_back", text, now, person.name)
    paging.start_again(session, incident, now, f"{person.first_name} handed it back")
    _planned_anew(session, incident)
    return True


def accept(session: Session, incident_id: str, person: Staff, *, mint: Mint, now: datetime) -> Answer:
    """The daytime desk takes it from the night: paging stops, whoever had it hears so, and it does not lapse any more.

    Accepting twice is harmless.
    """
    incident = _held(session, incident_id)
    holder_id = incident.acknowledged_by
    if incident.resolved_at or (incident.accepted_at and holder_id):
        holder = session.get_one(Staff, holder_id or incident.resolved_by)
        return Answer(is_yours=holder.id == person.id, is_new=False, holder=holder.first_name)
    said = f"Accepted by the daytime desk ({person.first_name})"
    _take(session, incident, person, said, mint=mint, now=now, for_desk=True)
    if holder_id and holder_id != person.id:
        holder = session.get_one(Staff, holder_id)
        outbox.post(session, _told_by_text(session, incident, holder, person, mint, now, or_by_mail=True))
    return Answer(is_yours=True, is_new=True, holder=person.first_name)


def undo(session: Session, incident_id: str, person: Staff, *, now: datetime) -> bool:
    """It was pressed by mistake: paging begins anew, as if nobody had. False once two minutes are over."""
    incident = _held(session, incident_id)
    if incident.acknowledged_by != person.id or incident.resolved_at or not can_undo(incident, now):
        return False
    for one in (incident, *groups.of_lead(session, incident)):
        if one.first_acknowledged_at == one.acknowledged_at:
            one.first_acknowledged_at = None
        record.happened(session, one, "undone", f"{person.first_name} had pressed by mistake", now, person.name)
    paging.start_again(session, incident, now, f"{person.first_name} pressed by mistake")
    _planned_anew(session, incident)
    return True


def can_undo(incident: Incident, now: datetime) -> bool:
    """Whether an acknowledgement can still be taken back: it is fresh, and nobody was told anything by a person."""
    at = incident.acknowledged_at
    return at is not None and now - at <= UNDO and incident.replied_at is None


def take_over(session: Session, incident_id: str, person: Staff, *, mint: Mint, now: datetime) -> Answer:
    """A colleague takes it from whoever has it, who hears so. If nobody has it, this is an acknowledgement."""
    incident = _held(session, incident_id)
    holder_id = incident.acknowledged_by
    if holder_id is None or holder_id == person.id or incident.resolved_at:
        return acknowledge(session, incident_id, person, mint=mint, now=now, by="taking it over")
    holder = session.get_one(Staff, holder_id)
    said = f"{person.first_name} took it over from {holder.first_name}"
    _take(session, incident, person, said, mint=mint, now=now)
    outbox.post(session, _told_by_text(session, incident, holder, person, mint, now))
    return Answer(is_yours=True, is_new=True, holder=person.first_name)


def sign_of_life(session: Session, incident: Incident, now: datetime) -> None:
    """Whoever has it did something: the acknowledgement holds for another while. After a reply it holds.

    One that has joined another keeps no time of its own: what its lead's holder does counts. What is resolved is not
    waited for.
    """
    if incident.resolved_at:
        return
    if incident.lead_id:
        lead = _held(session, incident.id)
        if lead.acknowledged_by == incident.acknowledged_by:
            _lives(lead, now)
    else:
        _lives(incident, now)
    watching.plan(incident)


def _lives(incident: Incident, now: datetime) -> None:
    if incident.acknowledged_at:
        lasts = timedelta(seconds=incident.promise["lapse"])
        incident.lapses_at = None if incident.replied_at or incident.accepted_at else now + lasts
    watching.plan(incident)


def _take(
    session: Session,
    incident: Incident,
    person: Staff,
    said: str,
    *,
    mint: Mint,
    now: datetime,
    for_desk: bool = False,
) -> None:
    """Gives an incident to `person`, and those that joined it: paging stops, the others and the customers hear."""
    paging.stop(session, incident)
    for one in (incident, *groups.of_lead(session, incident)):
        one.accepted_at = now if for_desk else None
        _given(session, one, person, said, mint=mint, now=now)
    outbox.post(session, _stand_downs(session, incident, person, mint, now))
    if incident.is_drill:
        drill_end.answered(session, incident, person, now)


def _given(session: Session, incident: Incident, person: Staff, said: str, *, mint: Mint, now: datetime) -> None:
    incident.acknowledged_at = now
    incident.acknowledged_by = person.id
    incident.reply_promised_by = None
    is_first = incident.first_acknowledged_at is None
    incident.first_acknowledged_at = incident.first_acknowledged_at or now
    if is_first and incident.responded_at:
        watching.judge_response(incident, now)
    sign_of_life(session, incident, now)
    kind = "accepted" if incident.accepted_at else "acknowledged"
    record.happened(session, incident, kind, said, now, person.name)
    if is_first:
        customer_mails.tell(session, incident, "customer-acknowledged", mint, now)


def _planned_anew(session: Session, incident: Incident) -> None:
    for one in (incident, *groups.of_lead(session, incident)):
        watching.plan(one)


def _held(session: Session, incident_id: str) -> Incident:
    """The incident, locked; where it has joined another, that one, for it is taken and given back with it."""
    incident = incidents.held(session, incident_id)
    if incident is None:
        raise LookupError(f"no incident {incident_id}")
    is_carried = incident.lead_id is not None and incident.resolved_at is None
    return session.get_one(Incident, incident.lead_id) if is_carried else incident


def _stand_downs(session: Session, incident: Incident, taker: Staff, mint: Mint, now: datetime) -> list[outbox.Row]:
    """A text for each other person whose telephone rang, or may have, since paging began (anew)."""
    rows = []
    told: set[str] = {taker.id}
    unsent = (State.CANCELLED, State.EXPIRED, State.REFUSED, State.PENDING)
    for delivery in deliveries.of_round(session, incident.id, incident.paging_since):
        if delivery.staff_id in told or delivery.medium not in WAKING or delivery.state in unsent:
            continue
        told.add(delivery.staff_id or "")
        person = session.get_one(Staff, delivery.staff_id)
        rows.extend(_told_by_text(session, incident, person, taker, mint, now, delivery.method_id))
    return rows


def _told_by_text(
    session: Session,
    incident: Incident,
    person: Staff,
    taker: Staff,
    mint: Mint,
    now: datetime,
    method_id: str | None = None,
    *,
    or_by_mail: bool = False,
) -> list[outbox.Row]:
    """A text to somebody who need not get up, at the phone that rang; or none, where they have no phone for texts."""
    known = staff.methods_of(session, [person.id])
    texts = [method for method in known if method.medium == Medium.SMS]
    mails = [method for method in known if method.medium == Medium.MAIL] if or_by_mail else []
    method = next((one for one in texts if one.id == method_id), next(iter((*texts, *mails)), None))
    if method is None or not drill_end.may_reach(incident, person):
        return []
    facts = {"taker": taker.first_name, "at": now.isoformat()}
    told = outbox.to_method(
        mint,
        person,
        method,
        "released" if incident.accepted_at else "stand-down",
        now,
        lasts=outbox.NEWS_LASTS,
        priority=outbox.NEWS,
        incident_id=incident.id,
        **facts,
    )
    return [told]
