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
    """

    words: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    next_update_by: datetime | None = None
    by_telephone: bool = False


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
    missing = lacking(incident, telling) if incident.replied_at is None else []
    kept = Reply(
        id=mint.id(),
        incident_id=incident.id,
        staff_id=person.id,
        at=now,
        by_telephone=telling.by_telephone,
        receipt=telling.words,
        diagnosis="",
        next_update_by=telling.next_update_by,
        parts=_parts(incident, telling),
    )
    session.add(kept)
    session.flush()
    if not missing:
        watching.answered(incident, person, now)
    incident.next_update_by = telling.next_update_by
    acknowledgement.sign_of_life(session, incident, now)
    way = "telephone" if telling.by_telephone else "mail"
    told = ". ".join(f"{name}: {words}".removeprefix(": ").rstrip(".") for name, words in kept.said)
    text = f"{person.first_name} replied to the customer by {way}: {told}"
    if missing:
        text += f". The response target goes on, for it does not say: {', '.join(missing)}"
    record.happened(session, incident, f"replied.{way}", text, now, person.name)
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
    """Whether this person has told the customer just this within the last minute."""
    last = next(iter(replies.of_incident(session, incident.id)), None)
    if last is None or last.staff_id != person.id or now - last.at > A_MOMENT:
        return False
    said = (last.by_telephone, last.receipt, last.parts)
    return said == (telling.by_telephone, telling.words, _parts(incident, telling))


def note(session: Session, incident: Incident, person: Staff, words: str, *, now: datetime) -> None:
    """Keeps a note for colleagues, which is a sign of life too. Empty words are none."""
    if not words:
        return
    if incident.acknowledged_by == person.id:
        acknowledgement.sign_of_life(session, incident, now)
    record.happened(session, incident, "note", f"{person.first_name} noted: {words}", now, person.name)
