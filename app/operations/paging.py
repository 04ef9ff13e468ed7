"""Paging: taking an incident's turns, one after another, until somebody acknowledges. It never ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain import escalation
from app.domain.delivery import Medium, State
from app.domain.escalation import EVERYONE
from app.domain.paging_plan import EscalationPolicy
from app.domain.tokens import Mint
from app.operations import drill_end, outbox, record, rounds
from app.operations.assignment import ASSIGNED
from app.operations.one_by_one import each
from app.operations.rounds import Round
from app.store import deliveries, groups, incidents, staff
from app.store.base import put
from app.store.database import leave_work
from app.store.deliveries import Delivery
from app.store.incidents import Incident, Page
from app.store.reach import DrillRoll, Person, Roll
from app.store.staff import Staff

PUT_OFF = timedelta(minutes=1)  # for an incident whose turn cannot be taken, through a fault of our own
OWNER = "owner"  # where a layer stands: paged because they had it before
HOPEFUL = (State.PENDING, State.SENDING, State.SENT, State.DELIVERED)
NAMES = {"sms": "text", "mail": "mail", "voice": "call"}


def take_turns(session: Session, now: datetime, mint: Mint) -> int:
    """Takes the turn of every incident whose next step is due; returns how many that were."""
    due = incidents.due_for_paging(session, now)
    roll = Roll(session, now)

    def take(incident: Incident) -> None:
        if drill_end.is_in_the_way(session, incident):
            drill_end.gave_way(session, incident, now)
        else:
            _keep(session, turn(session, incident, roll, now, mint))

    def put_off(incident: Incident) -> None:
        incident.next_page_at = now + PUT_OFF

    each(session, due, take, put_off)
    return len(due)


def turn(
    session: Session,
    incident: Incident,
    roll: Roll,
    now: datetime,
    mint: Mint,
    owner: str | None = None,
    also: Sequence[outbox.Row] = (),
) -> Round:
    """Whom the incident's step pages, and its next step planned. An empty layer is said, and the next step taken.

    `owner`, by id, is paged first and beside them, though they are not on call. `also`: what else is sent just now.
    """
    policy = _steps(incident)
    roll = roll_of(incident, roll)
    planned = incident.next_page_at or now
    taken = Round()
    while True:
        step = escalation.turn(policy, step=incident.step, since=incident.paging_since, planned=planned, now=now)
        asked = _people(session, step.pages, incident, roll)
        incident.step = step.step + 1
        incident.next_page_at = step.next_at
        if not asked and not step.only_calls:
            taken.events.append(_nobody(session, incident, step.pages, roll, now))
        if asked or escalation.is_last(policy, step.step):
            break
        planned = now
    people = _owner(roll, owner) | asked
    if step.only_calls:
        people = {key: found for key, found in people.items() if _can_be_rung(found[0])}
        if not people:
            return taken
    incident.round += 1
    if people:
        beside = (OWNER,) if any(layer == OWNER for _, layer in people.values()) else ()
        layers = (*beside, *step.pages)
        rounds.fill(session, incident, people, layers, step, taken, _priority(incident), now, mint, also)
        if not any(rounds.best_ways(person, step.goes_by) for person, _ in people.values()):
            names = ", ".join(person.first_name for person, _ in people.values())
            text = f"No way to reach {names} is known"
            taken.events.append(record.event("moved_on", text, now, incident_id=incident.id, because="no number"))
            if not is_everybody_asked(incident):
                move_on(session, incident, now)
    return taken


def roll_of(incident: Incident, roll: Roll) -> Roll:
    """Those of the roll whom the incident may page: for a drill, only people who take part in drills."""
    return DrillRoll(roll, incident.promise["drill"]["only"]) if incident.is_drill else roll


def start_again(session: Session, incident: Incident, now: datetime, because: str) -> None:
    """Begins the steps anew, for `because` ("No word from Dana"): due at once. Those that joined it wait with it."""
    for one in (incident, *groups.of_lead(session, incident)):
        one.acknowledged_at = one.acknowledged_by = one.lapses_at = one.reply_promised_by = one.accepted_at = None
        one.step = 0
    incident.paging_since = incident.next_page_at = now
    incident.paging_because = because
    leave_work(session)


def page_owner_again(session: Session, incident: Incident, owner: str, now: datetime, mint: Mint, because: str) -> None:
    """Begins the steps anew, the first of them at once: whoever had it before is paged first, beside its people."""
    start_again(session, incident, now, because)
    _keep(session, turn(session, incident, Roll(session, now), now, mint, owner))


def move_on(session: Session, incident: Incident, now: datetime) -> None:
    """Pages the next people at once, because waiting for these is no use."""
    if incident.is_waiting and incident.next_page_at and incident.next_page_at > now:
        incident.step = escalation.next_people(_steps(incident), incident.step)
        incident.next_page_at = now
        leave_work(session)


def next_people_at(incident: Incident) -> datetime | None:
    """When the next people are asked, whoever is rung again until then; None once nobody is to be paged."""
    if incident.next_page_at is None or not incident.is_waiting:
        return None
    policy = _steps(incident)
    calls = range(incident.step, escalation.next_people(policy, incident.step))
    return incident.next_page_at + sum((escalation.wait_after(policy, step) for step in calls), timedelta())


def is_everybody_asked(incident: Incident) -> bool:
    """Whether the step that was taken last is the one that is repeated: there is nobody further to turn to."""
    return escalation.is_last(_steps(incident), incident.step - 1)


def is_quiet(incident: Incident) -> bool:
    """Whether its steps wake nobody: they go by mail alone."""
    return not _steps(incident).wakes


def is_anybody_asked(session: Session, incident: Incident, but: str = "") -> bool:
    """Whether a message of the latest round may still bring an answer, but for one: from whoever has not passed.

    Whoever was asked by name beside the steps is not waited for.
    """
    passed = {page.staff_id for page in incidents.pages_of(session, incident.id) if page.passed_at}
    sent = deliveries.of_round(session, incident.id, incident.paging_since)
    media = _answered_by(incident)
    return any(
        one.medium in media and one.state in HOPEFUL and one.staff_id not in passed
        for one in sent
        if one.facts["round"] == incident.round and one.id != but and one.wording != ASSIGNED
    )


def stop(session: Session, incident: Incident, because: str = "acknowledged meanwhile") -> None:
    """Nobody is to be paged any more: the next step goes, and so do the pages that have not been sent."""
    incident.next_page_at = None
    pending = (Delivery.incident_id == incident.id, Delivery.page_id.is_not(None), Delivery.state == State.PENDING)
    session.execute(update(Delivery).where(*pending).values(state=State.CANCELLED, words=because))


def unreachable(session: Session, failed: Delivery, now: datetime, mint: Mint) -> None:
    """A page has proven not to arrive: another way to the same person at once, or else the next step at once."""
    incident = incidents.held(session, failed.incident_id or "")
    if incident is None or not incident.is_waiting or failed.medium not in _answered_by(incident):
        return
    media = _answered_by(incident)
    sent = deliveries.of_round(session, incident.id, incident.paging_since)
    siblings = [delivery for delivery in sent if delivery.facts["round"] >= failed.facts["round"]]
    person = session.get_one(Staff, failed.staff_id)
    if not drill_end.may_reach(incident, person):
        return
    tried = {(delivery.medium, delivery.address) for delivery in siblings if delivery.staff_id == person.id}
    known = staff.methods_of(session, [person.id])
    spare = [m for m in known if m.medium in media and (m.medium, m.address) not in tried]
    same = [method for method in spare if method.medium == failed.medium]
    others = is_anybody_asked(session, incident, but=failed.id)
    for method in (same or [method for method in spare if method.medium == Medium.VOICE])[:1]:
        facts, priority = failed.facts, _priority(incident)
        again = rounds.delivery(mint, person, method, failed.page_id, incident, facts, outbox.PAGE_LASTS, priority, now)
        outbox.post(session, [again])
    if same or others or is_everybody_asked(incident):
        return
    text = f"No {NAMES[failed.medium]} reaches {person.first_name}: paging the next at once"
    record.happened(session, incident, "moved_on", text, now, because="undelivered", person=person.name)
    move_on(session, incident, now)


def _answered_by(incident: Incident) -> tuple[Medium, ...]:
    """The media by which the step that was taken last brings an answer."""
    return escalation.answered_by(_steps(incident), incident.step - 1)


def _keep(session: Session, taken: Round) -> None:
    put(session, Page, taken.pages)
    outbox.post(session, taken.deliveries)
    record.append(session, taken.events)


def _owner(roll: Roll, owner: str | None) -> dict[str, tuple[Person, str]]:
    """Whoever had it before, if they still work here."""
    return {one.id: (one, OWNER) for one in roll.of(EVERYONE) if one.id == owner} if owner else {}


def _people(session: Session, names: tuple[str, ...], incident: Incident, roll: Roll) -> dict[str, tuple[Person, str]]:
    """Who the step's names stand for, with the layer; those who passed it on are asked only with everyone."""
    pages = incidents.pages_of(session, incident.id) if incident.round else ()
    passed = {page.staff_id for page in pages if page.passed_at} if EVERYONE not in names else set()
    found: dict[str, tuple[Person, str]] = {}
    for name in names:
        for person in roll.of(name):
            if person.id not in passed:
                found.setdefault(person.id, (person, name))
    return found


def _steps(incident: Incident) -> EscalationPolicy:
    """The steps that the incident follows."""
    return escalation.thawed(incident.promise["escalation"])


def _can_be_rung(person: Person) -> bool:
    return any(way.medium == Medium.VOICE for way in person.ways)


def _nobody(session: Session, incident: Incident, layers: tuple[str, ...], roll: Roll, now: datetime) -> record.Row:
    """Why a step pages nobody: those on call have passed it on or handed it back, or there are none."""
    on_call = {person.id: person.first_name for name in layers for person in roll.of(name)}
    pages = incidents.pages_of(session, incident.id) if on_call else ()
    why = ", ".join(
        f"{on_call[page.staff_id]} {'handed it back' if page.passed_at == incident.paging_since else 'cannot take it'}"
        for page in pages
        if page.passed_at and page.staff_id in on_call
    )
    kind = "nobody_left" if why else "nobody_on_call"
    hole = "nobody there takes part in drills" if incident.is_drill else "the rota has a hole"
    text = f"Nobody can be paged as {' and '.join(layers)}: {why or hole}"
    return record.event(kind, text, now, incident_id=incident.id, layers=list(layers))


def _priority(incident: Incident) -> int:
    """How urgent its pages are."""
    if is_quiet(incident) or incident.is_drill:
        return outbox.NEWS
    return outbox.FIRST if incident.round == 1 else outbox.AGAIN
