"""Replies by text: a colleague texts back, and takes an incident, passes it on, or stops our texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain import text_replies
from app.domain.text_replies import Asked, Wish
from app.domain.tokens import Mint
from app.domain.words import cleaned
from app.operations import acknowledgement, opt_outs, outbox, shift_checks
from app.store import incidents, staff, throttles
from app.store.incidents import Incident, Page
from app.store.staff import ContactMethod, Staff
from app.store.texts import TextIn

MOST_UNCLEAR = 5  # answers to texts that ask for nothing, to one person within the hour: then silence
CROSSED = timedelta(minutes=5)  # for so long somebody may answer a page that another has taken meanwhile
LONGEST = 500  # characters of a text that are kept
ANSWER_LASTS = timedelta(minutes=5)
UNKNOWN = "unknown"
STOPPED = "they texted STOP"

Said = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text as its provider hands it in. `opt_out` is what the provider itself took it for: STOP, START or HELP."""

    sid: str
    sender: str
    words: str
    opt_out: str = ""


def take(session: Session, text: Text, *, mint: Mint, now: datetime) -> str:
    """Does what a text asks for, once, and answers it by a text of ours. Strangers get no answer.

    Returns what became of it. Two of the same at once: IntegrityError for the second, and nothing done twice.
    """
    owners = staff.texted_at(session, text.sender)
    asked = text_replies.understood(text.words, text.opt_out)
    method, person = _writer(session, owners)
    if person is None or method is None:
        return UNKNOWN
    known = session.get(TextIn, text.sid)
    if known:
        return known.became
    kept = TextIn(
        sid=text.sid, staff_id=person.id, method_id=method.id, at=now, words=cleaned(text.words)[:LONGEST], became=""
    )
    session.add(kept)
    session.flush()
    if asked.wish == Wish.STOP:
        for one, _ in owners:
            opt_outs.opt_out(session, one, STOPPED, mint=mint, now=now)
        kept.became = "stopped"
        return kept.became
    said = _done(session, owners, person, asked, mint, now) if method.verified_at else None
    kept.became = said["said"] if said else "silent"
    if said and not (said["said"] in ("unclear", "nothing") and _is_too_often(session, person, now)):
        answer = outbox.to_method(
            mint,
            person,
            method,
            "text-answer",
            now,
            lasts=ANSWER_LASTS,
            priority=outbox.AGAIN,
            at=now.isoformat(),
            **said,
        )
        outbox.post(session, [answer])
    return kept.became


def _writer(
    session: Session, owners: Sequence[tuple[ContactMethod, Staff]]
) -> tuple[ContactMethod, Staff] | tuple[None, None]:
    """Who of those who share a number writes: whoever was paged, else the first."""
    paged = (pair for pair in owners if pair[0].verified_at and incidents.open_to(session, pair[1].id))
    return next(paged, None) or next(iter(owners), (None, None))


def _done(
    session: Session,
    owners: Sequence[tuple[ContactMethod, Staff]],
    person: Staff,
    asked: Asked,
    mint: Mint,
    now: datetime,
) -> Said | None:
    """What was done, as the answer says it; None where the provider answers by itself."""
    if asked.wish == Wish.START or asked.may_start:
        started = [opt_outs.opt_in(session, one, now) for one, _ in owners]
        if any(started) or asked.wish == Wish.START:
            return {"said": "started" if any(started) else "nothing"}
    if asked.wish in (Wish.TAKE, Wish.PASS):
        return _answered(session, person, asked, mint, now)
    return None if asked.wish == Wish.HELP else {"said": "unclear"}


def _answered(session: Session, person: Staff, asked: Asked, mint: Mint, now: datetime) -> Said:
    """Takes or passes on the incident that is meant, or asks which one it is."""
    paged = incidents.open_to(session, person.id)
    real = [one for one in paged if not one[0].is_drill]
    paged = real if real and not asked.which else paged  # an answer that names none is to the emergency
    asking = [incident for incident, page in paged if _may_be_meant(incident, page, person, asked.wish, now)]
    references = [incident.reference for incident in asking]
    meant = text_replies.chosen(asked.which, references)
    if meant is None and len(asked.which) > 1:
        meant = asked.which  # named, and no longer open perhaps
    elif meant is None and len(asking) > 1:
        return {"said": "which", "references": references, "verb": "1" if asked.wish == Wish.TAKE else "no"}
    elif meant is None and paged:
        meant = paged[-1][0].reference
    page = incidents.page_of(session, meant, person.id) if meant else None
    if page is None:
        proves = asked.wish == Wish.TAKE and not asked.which and shift_checks.confirm_newest(session, person, now)
        return {"said": "confirmed" if proves else "nothing"}
    return _act(session, page, person, asked.wish, mint, now)


def _may_be_meant(incident: Incident, page: Page, person: Staff, wish: Wish, now: datetime) -> bool:
    """Whether an answer without a reference may be about it: nobody has it, or another took it a moment ago."""
    if incident.acknowledged_at is None:
        return wish == Wish.TAKE or page.passed_at is None
    return incident.acknowledged_by != person.id and incident.acknowledged_at > now - CROSSED


def _act(session: Session, page: Page, person: Staff, wish: Wish, mint: Mint, now: datetime) -> Said:
    incident = incidents.held(session, page.incident_id)
    assert incident is not None, "a page without an incident"
    is_drill = {"is_drill": True} if incident.is_drill else {}
    if incident.resolved_at:
        return {"said": "over", "reference": incident.reference, **is_drill}
    if wish == Wish.PASS and incident.is_waiting:
        acknowledgement.pass_on(session, page, now=now, reason="said by text")
        return {"said": "passed", "reference": incident.reference, **is_drill}
    if wish == Wish.TAKE:
        acknowledgement.acknowledge(session, incident.id, person, mint=mint, now=now, by="text")
    return {**standing(session, incident, person), **is_drill}


def standing(session: Session, incident: Incident, person: Staff) -> Said:
    """Who has it, as the answer says it."""
    if incident.acknowledged_by == person.id:
        due = incident.respond_by.isoformat() if incident.respond_by and not incident.responded_at else ""
        return {"said": "yours", "reference": incident.reference, "due": due}
    holder = session.get_one(Staff, incident.acknowledged_by).first_name
    assert incident.acknowledged_at is not None
    return {
        "said": "held",
        "reference": incident.reference,
        "holder": holder,
        "since": incident.acknowledged_at.isoformat(),
    }


def _is_too_often(session: Session, person: Staff, now: datetime) -> bool:
    return throttles.hit(session, f"unclear-text:{person.id}", now + timedelta(hours=1), now) > MOST_UNCLEAR
