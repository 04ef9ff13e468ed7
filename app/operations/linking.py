"""Linking: ties the timeline's new events to the record's chain, after the fact, so that no report waits for it.

What needs no lock is done first, by `gather`; `append` then holds the lock for as long as hashing in order takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import chain
from app.domain.tokens import Mint
from app.store import links

BATCH = 50  # events in one transaction: who wants to write waits for no more than some milliseconds


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Events that are to be linked after the link `newest`, each with its salt and the digest of its words.

    They were all that there was to link `at` that instant, unless there `is_more`.
    """

    newest: chain.Link | None
    events: Sequence[tuple[chain.Event, str, str]]
    is_more: bool
    at: datetime


def gather(session: Session, mint: Mint, now: datetime, settled: int = 0) -> Gathered:
    """What there is to link. Up to the id `settled` every event is known to be linked.

    Ids are given out before they are committed, so one below the newest link's may come after it: when nothing newer
    is left, all that is not settled is looked at again.
    """
    newest = links.head(session)
    found = links.waiting(session, max(newest.event_id, settled), BATCH) if newest else []
    if len(found) < BATCH:
        found = links.waiting(session, settled, BATCH)
    salted = [(event, mint.id()) for event in found]
    events = [(event, salt, chain.content(event, salt)) for event, salt in salted]
    return Gathered(newest=newest, events=events, is_more=len(found) == BATCH, at=now)


def append(session: Session, gathered: Gathered) -> chain.Link | None:
    """Appends the links, and returns the newest. None where another dispatcher was quicker: it has linked them."""
    links.hold(session)
    if links.head(session) != gathered.newest:
        return None
    newest = gathered.newest
    made = []
    for left, (event, salt, content) in zip(range(len(gathered.events))[::-1], gathered.events, strict=True):
        previous, seq = (newest.hash, newest.seq) if newest else (chain.START, 0)
        completes = left == 0 and not gathered.is_more
        newest = chain.forged(
            previous, seq + 1, event, salt=salt, content=content, linked_at=gathered.at, completes=completes
        )
        made.append(newest)
    links.append(session, made)
    return newest


def link_all(session: Session, mint: Mint, now: datetime) -> None:
    """Links everything that is committed, before words are erased that somebody may be about to seal."""
    links.hold(session)
    is_more = True
    while is_more:
        gathered = gather(session, mint, now)
        append(session, gathered)
        is_more = gathered.is_more
