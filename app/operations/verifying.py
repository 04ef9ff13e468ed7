"""Verifying: whether the record is what it was when its chain was made, and the policies' texts what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from app.domain import chain
from app.store import beats, links, policies

CHUNK = 1_000
OVERDUE = timedelta(minutes=5)  # a dispatcher links every ten seconds
ALIVE = timedelta(minutes=1)
UNLINKED_UNREADABLE = "an event without a link cannot be read"
UNREADABLE = (ValueError, TypeError, DataError)  # what reading raises where a column holds what it cannot hold

Pair = tuple[chain.Link, chain.Event | None]


@dataclass(kw_only=True)
class Finding:
    """What was found. `fault` is the first thing that is wrong; `reference` what its event is about, if known.

    `erased` counts the events whose words were erased, `waiting` those without a link, of which `oldest_waiting` is
    the oldest; `texts` the policies' that were looked at. is_unlinked: the fault is that an event has no link yet.
    """

    links: int = 0
    head: str = chain.START
    erased: int = 0
    waiting: int = 0
    oldest_waiting: datetime | None = None
    texts: int = 0
    fault: str = ""
    reference: str = ""
    is_unlinked: bool = False


def verify(session: Session, noted: str | None, now: datetime) -> Finding:
    """Walks the whole chain. `noted` is the head of an earlier finding, which must still stand in it."""
    finding, walk = Finding(), chain.Walk(noted)
    walk_on(session, walk, finding)
    finding.links, finding.head, finding.erased = walk.seq, walk.head, walk.erased
    look_at_erased(session, walk, finding)
    if not finding.fault and not walk.is_past_noted:
        finding.fault = "the head that was noted is not in the chain: it was cut off, or made anew"
    _look_at_waiting(session, walk, finding, now)
    look_at_texts(session, finding)
    return finding


def walk_on(session: Session, walk: chain.Walk, finding: Finding, most: int | None = None) -> bool:
    """Goes on to the end of the chain, to the first fault, or for `most` links; whether it came that far."""
    taken = 0
    for chunk in _chunks(session, walk.seq, most):
        for pair in chunk:
            if not _step(session, walk, finding, pair):
                return False
        _explain(session, walk)
        walk.forgets_but_the_first()
        taken += len(chunk)
    return taken == most


def _chunks(session: Session, seq: int, most: int | None) -> Iterator[Sequence[Pair | int]]:
    """The next `most` links with their events, after the link `seq`; the id of an event that cannot be read ends it."""
    largest, taken = CHUNK, 0
    while size := min(largest, most - taken if most else CHUNK):
        try:
            pairs = links.after(session, seq, size)
        except UNREADABLE:
            if size == 1:
                yield [links.event_after(session, seq) or 0]
                return
            largest = 1  # one of them cannot be read: find it
            continue
        if not pairs:
            return
        yield pairs
        seq, taken = pairs[-1][0].seq, taken + len(pairs)


def _step(session: Session, walk: chain.Walk, finding: Finding, pair: Pair | int) -> bool:
    """Takes the next link; whether it is sound."""
    if isinstance(pair, int):
        _fault(session, finding, f"event {pair} was changed: it cannot be read", pair)
        return False
    fault = walk.step(*pair)
    if fault:
        is_there = pair[0].seq == walk.seq + 1  # else a link is missing, and nobody knows what it was about
        _fault(session, finding, fault, pair[0].event_id if is_there else None)
    return fault is None


def _explain(session: Session, walk: chain.Walk) -> bool:
    """Lets the walk hear which of the erased events were erased by the portal; whether what says so can be read.

    An erasure and the event that says so are committed at once: who has read the one can read the other, whether the
    chain has a link of it by then or not.
    """
    erased = walk.all_unexplained
    try:
        for event in links.removals_for(session, erased) if erased else ():
            walk.explain(event)
    except UNREADABLE:
        return False
    return True


def look_at_erased(session: Session, walk: chain.Walk, finding: Finding) -> None:
    """Each erasure is an event of its own: words that are gone without one were taken by somebody else."""
    if finding.fault or not _explain(session, walk):
        return  # what cannot be read is said where its link is, or of what waits
    erased = walk.unexplained
    if erased is not None:
        _fault(session, finding, f"the words of event {erased} were erased, and no event says so", erased)


def _look_at_waiting(session: Session, walk: chain.Walk, finding: Finding, now: datetime) -> None:
    """What has no link yet must be young, unless nobody is there to link it."""
    try:
        finding.waiting, oldest = links.left_out(session)
    except UNREADABLE:
        finding.fault = finding.fault or UNLINKED_UNREADABLE
        return
    finding.oldest_waiting = oldest.at if oldest else None
    look_at_oldest(session, walk, finding, oldest, now)


def look_at_oldest(
    session: Session, walk: chain.Walk, finding: Finding, oldest: chain.Event | None, now: datetime
) -> None:
    """The oldest event without a link: it must not have come late, nor wait for long."""
    if oldest is None:
        return
    if chain.is_late(oldest, walk.complete_at, now):
        _fault(session, finding, chain.came_late(oldest), oldest.id)
    elif _is_attended(session, now) and oldest.at < now - OVERDUE:
        finding.is_unlinked = not finding.fault
        _fault(session, finding, f"event {oldest.id} has no link, though a dispatcher is at work", oldest.id)


def _is_attended(session: Session, now: datetime) -> bool:
    """Whether a dispatcher has just said that it is alive."""
    beat = beats.latest(session)
    return beat is not None and abs(now - beat.at) < ALIVE


def look_at_texts(session: Session, finding: Finding) -> None:
    """Each policy's text must be what its digest is of."""
    for kept in policies.every(session):
        finding.texts += 1
        if hashlib.sha256(kept.text.encode()).hexdigest() != kept.digest:
            finding.fault = finding.fault or f"the text of policy {kept.name} was changed: its digest is another"


def _fault(session: Session, finding: Finding, words: str, event_id: int | None) -> None:
    """The first fault is the one that is told."""
    if not finding.fault:
        finding.fault = words
        finding.reference = links.reference_of(session, event_id) if event_id else ""
