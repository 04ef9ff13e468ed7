"""Replies and notes: what the person who has an incident tells the customer, and what only colleagues read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.operations import acknowledgement, outbox, record, watching
from app.store import groups, replies, reports
from app.store.incidents import Incident
from app.store.replies import Reply
from app.store.staff import Staff

A_MOMENT = timedelta(minutes=1)


class NoAddress(Exception):
    """The customer left no mail address."""


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A reply: the parts that the policy names, by slug, or one text; and when the customer hears next.

    A part without words is left out, because it is not practicable.
    told_at: when it was said on the telephone, where that was not just now; `at_desk` and `at_customers` are that
    instant in words, by the desk's clocks and by the customer's.
    """

    words: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    next_update_by: datetime | None = None
    by_telephone: bool = False
    told_at: datetime | None = None
    at_desk: str = ""
    at_customers: str = ""


def reply(session: Session, incident: Incident, person: Staff, telling: Telling, *, mint: Mint, now: datetime) -> None:
    """A person replies to the customer, by mail unless it was spoken. The first reply that is whole meets the target.

    One that lacks a part which the policy requires is kept and sent, and the response target goes on.

    NoAddress if it was to be mailed and the customer left no address: what reaches nobody is no reply.
    """
    report = reports.of_incident(session, incident.id)
    if not telling.by_telephone and not report.email:
        raise NoAddress
    if _is_pressed_twice(session, incident, person, telling, now):
        return
    kept = _kept(session, incident, person, telling, mint=mint, now=now)
    if not telling.by_telephone:
        mail = outbox.to_address(
            mint,
            report.name,
            report.email,
            "customer-reply",
            now,
            report_id=report.id,
            incident_id=incident.id,
            reply_id=kept.id,
        )
        outbox.post(session, [mail])


def _kept(session: Session, incident: Incident, person: Staff, telling: Telling, *, mint: Mint, now: datetime) -> Reply:
    """Keeps what was told, and what follows from it for the promise."""
    said = _row(incident, person, telling, mint, now)
    was_late, was_replied = incident.missed_at, incident.replied_at
    missing = lacking(incident, telling) if was_replied is None or said.at < was_replied else []
    if all(one.at <= said.at for one in replies.of_incident(session, incident.id)):
        incident.next_update_by = said.next_update_by
    session.add(said)
    session.flush()
    if not missing:
        watching.answered(incident, person, now, said.at)
    acknowledgement.sign_of_life(session, incident, now)
    text = _in_words(person, said, telling)
    if missing:
        goes_on = "stays as it was" if was_replied else "goes on"
        text += f". The response target {goes_on}, for it does not say: {', '.join(missing)}"
    elif was_late and not incident.missed_at:
        text += ". So the reply was in time"
    facts = {"told_at": said.at.isoformat(), "told": telling.at_customers} if telling.told_at else {}
    kind = "replied.telephone" if telling.by_telephone else "replied.mail"
    record.happened(session, incident, kind, text, now, person.name, **facts)
    return said


def _row(incident: Incident, person: Staff, telling: Telling, mint: Mint, now: datetime) -> Reply:
    return Reply(
        id=mint.id(),
        incident_id=incident.id,
        staff_id=person.id,
        at=telling.told_at or now,
        by_telephone=telling.by_telephone,
        receipt=telling.words,
        diagnosis="",
        next_update_by=None if incident.resolved_at else telling.next_update_by,
        parts=_parts(incident, telling),
    )


def _in_words(person: Staff, said: Reply, telling: Telling) -> str:
    """What colleagues read of a reply."""
    way = "telephone" if said.by_telephone else "mail"
    told = ". ".join(f"{name}: {words}".removeprefix(": ").rstrip(".") for name, words in said.said)
    entered = f" at {telling.at_desk} (entered later)" if telling.told_at else ""
    return f"{person.first_name} replied to the customer by {way}{entered}: {told}"


def reply_to_all(
    session: Session, incident: Incident, person: Staff, telling: Telling, *, mint: Mint, now: datetime
) -> None:
    """Replies to everybody who reports the outage, each by mail. Those who left no address are noted: ring them.

    NoAddress if nobody left one. What was said on the telephone was said to one.
    """
    joined = () if telling.by_telephone else groups.of_lead(session, incident)
    left_out = []
    for one in (incident, *joined):
        try:
            reply(session, one, person, telling, mint=mint, now=now)
        except NoAddress:
            left_out.append(one.reference)
    if left_out and len(left_out) == 1 + len(joined):
        raise NoAddress
    if left_out:
        text = f"They left no mail address and have to be rung: {', '.join(left_out)}"
        record.happened(session, incident, "unreplied", text, now)


def promise(session: Session, incident: Incident, person: Staff, by: datetime, *, now: datetime) -> None:
    """Whoever has it says when they reply: the customer sees it, and the promise is watched. It is a sign of life."""
    for one in (incident, *groups.of_lead(session, incident)):
        one.reply_promised_by = by
        text = f"{person.first_name} says that they reply by then"
        record.happened(session, one, "reply.promised", text, now, person.name, by=by.isoformat())
        acknowledgement.sign_of_life(session, one, now)


def lacking(incident: Incident, telling: Telling) -> list[str]:
    """The names of the parts that the policy requires of a response and that are not there."""
    return [part["name"] for part in incident.parts if part["required"] and not telling.parts.get(part["slug"])]


def _parts(incident: Incident, telling: Telling) -> list[dict[str, str]] | None:
    """What was said by part, as it is kept. None: in one text."""
    if not telling.parts:
        return None
    return [
        {"slug": part["slug"], "name": part["name"], "words": telling.parts.get(part["slug"], "")}
        for part in incident.parts
    ]


def _is_pressed_twice(session: Session, incident: Incident, person: Staff, telling: Telling, now: datetime) -> bool:
    """Whether this person has told the customer just this within the last minute, or at the instant that they say."""
    told = (person.id, telling.by_telephone, telling.words, _parts(incident, telling))
    return any(
        (one.staff_id, one.by_telephone, one.receipt, one.parts) == told
        and (one.at == telling.told_at if telling.told_at else now - one.at <= A_MOMENT)
        for one in replies.of_incident(session, incident.id)
    )


def note(session: Session, incident: Incident, person: Staff, words: str, *, now: datetime) -> None:
    """Keeps a note for colleagues, which is a sign of life too. Empty words are none."""
    if not words:
        return
    if incident.acknowledged_by == person.id:
        acknowledgement.sign_of_life(session, incident, now)
    record.happened(session, incident, "note", f"{person.first_name} noted: {words}", now, person.name)
