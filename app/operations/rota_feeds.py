"""Calendars' keys: each opens one private calendar of the rota, and a new one takes the place of the old."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.tokens import Mint, fingerprint
from app.operations.rota import Hand, note
from app.store.rota_notes import CalendarFeed, feed_of
from app.store.staff import Staff


def give_key(session: Session, hand: Hand, staff_id: str | None) -> CalendarFeed:
    """A new key to a person's calendar, or (None) to everybody's. The old one opens nothing any more."""
    old = feed_of(session, staff_id)
    if old:
        session.delete(old)
        session.flush()
    feed_id = hand.mint.id()
    feed = CalendarFeed(
        id=feed_id,
        staff_id=staff_id,
        token_fingerprint=fingerprint(hand.mint.token("calendar", feed_id)),
        made_at=hand.now,
    )
    session.add(feed)
    session.flush()
    whose = f"{session.get_one(Staff, staff_id).name}'s calendar" if staff_id else "everybody's calendar"
    note(session, hand, f"Gave {whose} a new address" if old else f"Gave {whose} an address")
    return feed


def token_of(mint: Mint, feed: CalendarFeed) -> str | None:
    """The key, as it was given; None where it was made under a secret that is forgotten."""
    return mint.token_like("calendar", feed.id, feed.token_fingerprint)
