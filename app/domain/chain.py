"""The record's chain: what is sealed of each event, and a walk that finds the first one that was tampered with.

A link seals an event's frame (which, when, of what kind, whose) and the digest of its words, and follows the link
before it. The words are sealed by their salted digest alone, so that they can be erased, with their salt, and the chain
still stands. An event that follows says which were erased.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

START = "0" * 64  # what the first link follows
ERASED = "(erased)"  # what stands where personal words stood
REMOVED = "personal.removed"  # the kind of event whose facts say which events were erased
LATE = timedelta(minutes=10)  # longer than any transaction lasts, and than clocks of several machines differ

_HEAD = re.compile(r"[0-9a-f]{64}")
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event of the timeline, as it is sealed."""

    id: int
    report_id: str | None
    incident_id: str | None
    at: datetime
    kind: str
    actor: str
    text: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link. `content` is the digest of the event's words under `salt`; `hash` seals all of it but the salt.

    completes: every event that was committed by `linked_at` is in this link or one before it.
    """

    seq: int
    event_id: int
    salt: str
    content: str
    linked_at: datetime
    completes: bool
    hash: str


def is_head(words: str) -> bool:
    """Whether `words` has the shape of a link's hash."""
    return _HEAD.fullmatch(words) is not None


def content(event: Event, salt: str) -> str:
    """The digest of an event's words: who did what, and the facts."""
    return _digest([salt, event.actor, event.text, event.facts])


def forged(
    previous: str, seq: int, event: Event, *, salt: str, content: str, linked_at: datetime, completes: bool
) -> Link:
    """The link that follows the one whose hash is `previous`."""
    sealed = [previous, seq, _instant(linked_at), completes, event.id, event.report_id, event.incident_id,
              _instant(event.at), event.kind, content]  # fmt: skip
    return Link(seq=seq, event_id=event.id, salt=salt, content=content, linked_at=linked_at, completes=completes,
                hash=_digest(sealed))  # fmt: skip


def is_late(event: Event, complete_at: datetime | None, now: datetime) -> bool:
    """Whether the chain was complete without the event, though the event should have been in it already.

    `now` is when the event came. Where the clock was set back since the chain was complete (a demo's is), it counts.
    """
    return complete_at is not None and event.at < min(complete_at, now) - LATE


class Walk:
    """A walk along the chain from its start, link by link.

    `noted` is the head of an earlier walk: the chain must still hold it. What came late before it was seen then.
    Of each event that was erased the walk remembers the id, until it hears another one say so; who walks lets it hear
    those every so many links, and then `forgets_but_the_first`, so that its memory does not grow.
    """

    def __init__(self, noted: str | None = None) -> None:
        self.seq = 0
        self.head = START
        self.complete_at: datetime | None = None
        self.is_past_noted = noted in (None, START)
        self.erased = 0
        self._noted = noted
        self._unexplained: dict[int, None] = {}

    @classmethod
    def resumed(
        cls, *, seq: int, head: str, complete_at: datetime | None, erased: int, unexplained: Iterable[int]
    ) -> Walk:
        """A walk that goes on from where another one stood, with what that one remembered."""
        walk = cls()
        walk.seq, walk.head, walk.complete_at, walk.erased = seq, head, complete_at, erased
        walk._unexplained = dict.fromkeys(unexplained)
        return walk

    def step(self, link: Link, event: Event | None) -> str | None:
        """What is wrong about the next link and its event, or None."""
        if link.seq != self.seq + 1:
            return f"link {self.seq + 1} is missing"
        if event is None:
            return f"event {link.event_id} was removed"
        try:
            fault = self._fault(link, event)
        except (TypeError, ValueError, AttributeError):  # values of kinds that the portal never writes
            fault = f"event {event.id} was changed: it cannot be read"
        if fault is None:
            self._remember(link, event)
            self.seq, self.head = link.seq, link.hash
            self.complete_at = link.linked_at if link.completes else self.complete_at
            self.is_past_noted = self.is_past_noted or link.hash == self._noted
        return fault

    def explain(self, event: Event) -> None:
        """Hears an event say which others were erased, whether it is linked yet or not."""
        try:
            for erased in event.facts.get("erased", ()) if event.kind == REMOVED else ():
                self._unexplained.pop(erased, None)
        except (TypeError, AttributeError):  # facts that the portal never writes: they are told where their link is
            return

    def forgets_but_the_first(self) -> None:
        """Forgets all that is unexplained but the first, which is the one that is told."""
        self._unexplained = dict.fromkeys(tuple(self._unexplained)[:1])

    @property
    def unexplained(self) -> int | None:
        """The first event whose words are gone, and of which no event says that they were erased."""
        return next(iter(self._unexplained), None)

    @property
    def all_unexplained(self) -> Sequence[int]:
        """All of those, the first one first."""
        return tuple(self._unexplained)

    def _remember(self, link: Link, event: Event) -> None:
        if is_erased(link, event):
            self.erased += 1
            self._unexplained[event.id] = None

    def _fault(self, link: Link, event: Event) -> str | None:
        if not is_erased(link, event) and content(event, link.salt) != link.content:
            return f"the words of event {event.id} were changed"
        fitting = forged(self.head, link.seq, event, salt=link.salt, content=link.content,
                         linked_at=link.linked_at, completes=link.completes)  # fmt: skip
        if fitting.hash != link.hash:
            return f"event {event.id} was changed or moved, or its link was"
        if self.is_past_noted and is_late(event, self.complete_at, link.linked_at):
            return came_late(event)
        return None


def is_erased(link: Link, event: Event) -> bool:
    """Whether the words were erased as the portal does it: with their salt, and with nothing else in their place."""
    return not link.salt and event.text == ERASED and not event.facts and event.kind != REMOVED


def came_late(event: Event) -> str:
    """What is said of an event that the chain was complete without."""
    return f"event {event.id} was put in later: the chain was complete without it"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _digest(values: list[Any]) -> str:
    return hashlib.sha256(_canonical(values).encode()).hexdigest()
