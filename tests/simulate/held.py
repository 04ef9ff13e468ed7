"""What a simulated engineer does to an incident that they have, as its page lets them."""

from __future__ import annotations

import random  # noqa: TID251
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.operations import acknowledgement, helping, replies, resolution, storms
from app.operations.replies import NoAddress, Telling
from app.store import groups, incidents
from app.store.incidents import Incident
from app.store.staff import Staff

Act = Callable[[Session, Incident, Staff, Mint, datetime], None]
PROMISED = timedelta(minutes=15)


def hand_back(db: Session, incident: Incident, person: Staff, mint: Mint, now: datetime) -> None:
    """Others are paged."""
    acknowledgement.hand_back(db, incident.id, person, now=now, reason="I must sleep")


def undo(db: Session, incident: Incident, person: Staff, mint: Mint, now: datetime) -> None:
    """It was pressed by mistake; some notice too late."""
    acknowledgement.undo(db, incident.id, person, now=now)


def note(db: Session, incident: Incident, person: Staff, mint: Mint, now: datetime) -> None:
    """For colleagues."""
    replies.note(db, incident, person, "Looking at the logs", now=now)


def wake(db: Session, incident: Incident, person: Staff, mint: Mint, now: datetime) -> None:
    """The next are to help."""
    helping.wake(db, incident, person, mint=mint, now=now)


def promise(db: Session, incident: Incident, person: Staff, mint: Mint, now: datetime) -> None:
    """The customer is to hear by then."""
    replies.promise(db, incident, person, now + PROMISED, now=now)


def join(db: Session, incident: Incident, person: Staff, mint: Mint, now: datetime) -> None:
    """It is the same outage as another that is open, if there is one."""
    others = groups.open_leads(db, without=incident.lead_id or incident.id, limit=1)
    lead = incidents.held(db, others[0].id) if others else None
    if lead:
        storms.join_by_hand(db, incident, lead, person, now)


def resolve(db: Session, incident: Incident, person: Staff, mint: Mint, now: datetime) -> None:
    """It is fixed."""
    resolution.resolve(db, incident, person, "Restarted", mint=mint, now=now)


class Reply:
    """To one customer or to all, by mail, or by telephone to who left no address; some say less than is required."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def __call__(self, db: Session, incident: Incident, person: Staff, mint: Mint, now: datetime) -> None:
        slugs = [part["slug"] for part in incident.parts] if incident.replied_at is None else []
        said = slugs[:1] if slugs and self._chance.random() < 0.2 else slugs
        telling = Telling(words="" if said else "We are on it", parts=dict.fromkeys(said, "We are on it"))
        is_to_all = incident.joined and self._chance.random() < 0.7
        try:
            say = replies.reply_to_all if is_to_all else replies.reply
            say(db, incident, person, telling, mint=mint, now=now)
        except NoAddress:
            told = Telling(words=telling.words, parts=telling.parts, by_telephone=True)
            replies.reply(db, incident, person, told, mint=mint, now=now)
