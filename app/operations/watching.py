"""Watching: the marks of what is promised, its breach, and acknowledgements without a sign of life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.service_levels import MEASURES, measured
from app.domain.tokens import Mint
from app.domain.wording import TROUBLES
from app.operations import customer_mails, drill_end, limits, outbox, paging, record
from app.operations.one_by_one import each
from app.store import groups, incidents, on_call, staff
from app.store.incidents import Incident
from app.store.staff import Staff

BREACH = 100
ONE_WARNING = timedelta(minutes=15)  # of each promise of an outage that many report, managers hear once in that time
KEPT_BY = {"response": "replied", "resolution": "resolved"}
MISSED = {
    "response": "The response target is missed: nobody has replied to the customer",
    "resolution": "The resolution target is missed: it is not resolved",
}


def look(session: Session, now: datetime, mint: Mint) -> int:
    """Looks at every incident whose mark or lapse has come; returns how many that were."""
    due = incidents.due_for_watching(session, now)

    def look_at(incident: Incident) -> None:
        if incident.is_drill:
            drill_end.nobody_answered(session, incident, now, mint)
            return
        if incident.lapses_at and incident.lapses_at <= now:
            _lapse(session, incident, now)
        _pass_marks(session, incident, now, mint)
        _remind(session, incident, now, mint)
        plan(incident)

    def put_off(incident: Incident) -> None:
        incident.next_watch_at = now + paging.PUT_OFF

    each(session, due, look_at, put_off)
    return len(due)


def plan(incident: Incident) -> None:
    """Works out when the incident is looked at next. A drill is, when its time is over."""
    if incident.is_drill:
        incident.next_watch_at = None if incident.resolved_at else incident.opened_at + drill_end.LASTS
        return
    marks = incident.promise["marks"][incident.marks_passed :]
    watched = [mark for mark in marks if not is_kept(incident, KEPT_BY[measured(mark)])]
    instants = [datetime.fromisoformat(watched[0]["at"])] if watched else []
    if incident.lapses_at and not incident.resolved_at:
        instants.append(incident.lapses_at)
    if incident.reply_promised_by and not is_kept(incident, "replied") and not incident.lead_id:
        instants.append(incident.reply_promised_by)
    incident.next_watch_at = min(instants, default=None)


def answered(incident: Incident, person: Staff, now: datetime, at: datetime | None = None) -> None:
    """A person has told the customer something of their own: now, or as they say only now, at another instant.

    The earliest counts as the reply.
    """
    at = at or now
    if incident.replied_at is None or at < incident.replied_at:
        incident.replied_at = at
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
    return on_call.people(session, layer, now) or staff.managing(session) or staff.active(session)


def _lapse(session: Session, incident: Incident, now: datetime) -> None:
    person = session.get_one(Staff, incident.acknowledged_by)
    text = f"No sign of life from {person.first_name}: paging again"
    waiting = groups.of_lead(session, incident)
    for one in (incident, *waiting):
        record.happened(session, one, "lapsed", text, now, person=person.name)
    paging.start_again(session, incident, now, f"No word from {person.first_name}")
    for one in waiting:
        plan(one)


def _pass_marks(session: Session, incident: Incident, now: datetime, mint: Mint) -> None:
    """Tells of the latest mark of each promise that has come; marks slept through together are told once."""
    marks: list[dict[str, Any]] = incident.promise["marks"]
    come = [mark for mark in marks[incident.marks_passed :] if datetime.fromisoformat(mark["at"]) <= now]
    incident.marks_passed += len(come)
    telling = {measured(mark): mark for mark in come if not is_kept(incident, mark["unless"])}
    for measures in MEASURES:
        if measures not in telling:
            continue
        if telling[measures]["percent"] >= BREACH:
            _miss(session, incident, measures, now, mint)
        _tell(session, incident, telling[measures], now, mint)


def _miss(session: Session, incident: Incident, measures: str, now: datetime, mint: Mint) -> None:
    """Writes down that a promise is missed. The customer is mailed of a reply that did not come."""
    record.happened(session, incident, "target.missed", MISSED[measures], now, measures=measures)
    if measures == "response":
        incident.missed_at = incident.respond_by
        customer_mails.tell(session, incident, "customer-missed", mint, now)


def _remind(session: Session, incident: Incident, now: datetime, mint: Mint) -> None:
    """Whoever said that they reply by now, and have not, hear so; and so do the managers."""
    if incident.reply_promised_by is None or incident.reply_promised_by > now:
        return
    incident.reply_promised_by = None
    if is_kept(incident, "replied") or not incident.acknowledged_by:
        return
    holder = session.get_one(Staff, incident.acknowledged_by)
    people = {person.id: person for person in (holder, *managers(session, incident, now))}
    _write(session, incident, list(people.values()), now, mint, wording="overdue", unless="replied")
    text = f"{holder.first_name} said that they would reply by now, and has not: told "
    text += ", ".join(person.first_name for person in people.values())
    record.happened(session, incident, "reply.overdue", text, now, person=holder.name)


def is_kept(incident: Incident, unless: str) -> bool:
    """Whether what a mark warns of has been done meanwhile: `unless` is "acknowledged", "replied" or "resolved"."""
    if incident.resolved_at or incident.closed_by:
        return True
    if unless == "resolved":
        return False
    return bool(incident.responded_at or (unless == "acknowledged" and incident.acknowledged_at))


def _tell(session: Session, incident: Incident, mark: dict[str, Any], now: datetime, mint: Mint) -> None:
    measures, since = measured(mark), now - ONE_WARNING
    about = {"percent": mark["percent"], "measures": measures}
    text = f"{mark['percent']} % of the {measures} target is over and {TROUBLES[mark['unless']]}"
    lead_id = incident.lead_id or incident.id
    if (incident.lead_id or incident.joined) and groups.was_told_of(session, lead_id, "watch", measures, since):
        text += ": managers have just been told of the outage"
        record.happened(session, incident, "target.mark", text, now, **about)
        return
    people = managers(session, incident, now)
    _write(session, incident, people, now, mint, wording="watch", unless=mark["unless"], **about)
    text += ": told " + (", ".join(person.first_name for person in people) or "nobody: there is no staff")
    record.happened(session, incident, "target.mark", text, now, **about)


def _write(
    session: Session, incident: Incident, people: Sequence[Staff], now: datetime, mint: Mint, wording: str, **facts: Any
) -> None:
    """A text and a mail to each of them; only mails, where nobody is woken, or the phone has had as many as it gets."""
    media = (Medium.MAIL,) if paging.is_quiet(incident) else (Medium.SMS, Medium.MAIL)
    by_id = {person.id: person for person in people}
    rows = [
        outbox.to_method(
            mint,
            by_id[method.staff_id],
            method,
            wording,
            now,
            lasts=outbox.NEWS_LASTS,
            priority=outbox.AGAIN,
            incident_id=incident.id,
            **facts,
        )
        for method in staff.methods_of(session, list(by_id))
        if method.medium in media
    ]
    going, _ = limits.kept(session, rows, now, limits.TEXTS)
    outbox.post(session, going)
