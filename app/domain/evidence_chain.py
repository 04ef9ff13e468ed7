"""The chain in a bundle of evidence: an incident's own events, each with its link, and how many others lie between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import chain
from app.domain.chain import Event, Link
from app.domain.times import iso

Told = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many events are the incident's `own`, of `all` that the chain held, and how many had no link yet."""

    own: int
    all: int
    waiting: int
    head: str


def told(events: list[tuple[Event, str, Link]], waiting: list[Event], head: Link | None) -> dict[str, Any]:
    """The chain of a bundle: linked events in order, each with the hash before it; those that have no link yet.

    `head` is the newest link of the whole chain at that moment.
    """
    entries: list[dict[str, Any]] = []
    seq = 0
    for event, previous, link in events:
        if link.seq > seq + 1:
            entries.append({"others": link.seq - seq - 1})
        entries.append({**_event(event), "link": _link(link, previous)})
        seq = link.seq
    if head and head.seq > seq:
        entries.append({"others": head.seq - seq})
    return {
        "head": {"seq": head.seq, "hash": head.hash} if head else {"seq": 0, "hash": chain.START},
        "entries": entries,
        "waiting": [_event(event) for event in waiting],
    }


def counted(told: Told) -> Counted:
    """What the chain of a bundle holds."""
    own = sum("link" in entry for entry in told["entries"])
    return Counted(own=own, all=told["head"]["seq"], waiting=len(told["waiting"]), head=told["head"]["hash"])


def fault(told: Told) -> str:
    """The first event that was changed, removed, put in or moved; empty where there is none."""
    seq, head = 0, chain.START  # of what was passed; the head is not known after links of others
    is_known = True
    for entry in told["entries"]:
        if set(entry) == {"others"}:
            if not isinstance(entry["others"], int) or entry["others"] < 1 or not is_known:
                return f"the links after {seq} were changed: they do not follow each other"
            seq, is_known = seq + entry["others"], False
            continue
        event, link = _read(entry)
        if link.seq != seq + 1:
            return f"link {seq + 1} is missing: an event was removed, put in or moved"
        previous = entry["link"]["previous"]
        if is_known and previous != head:
            return f"event {event.id} does not follow the one before it: one was removed or moved"
        wrong = _fault(event, link, previous)
        if wrong:
            return wrong
        seq, head, is_known = link.seq, link.hash, True
    if seq != told["head"]["seq"] or (is_known and head != told["head"]["hash"]):
        return "the chain does not end at its head: an event at its end was removed or put in"
    return ""


def _fault(event: Event, link: Link, previous: str) -> str:
    if not chain.is_erased(link, event) and chain.content(event, link.salt) != link.content:
        return f"the words of event {event.id} were changed"
    fitting = chain.forged(previous, link.seq, event, salt=link.salt, content=link.content,
                           linked_at=link.linked_at, completes=link.completes)  # fmt: skip
    return "" if fitting.hash == link.hash else f"event {event.id} was changed or moved, or its link was"


def _event(event: Event) -> dict[str, Any]:
    return {**vars(event), "at": iso(event.at), "facts": dict(event.facts)}


def _link(link: Link, previous: str) -> dict[str, Any]:
    return {"seq": link.seq, "previous": previous, "salt": link.salt, "content": link.content,
            "linked_at": iso(link.linked_at), "completes": link.completes, "hash": link.hash}  # fmt: skip


def _read(entry: Told) -> tuple[Event, Link]:
    link = {name: value for name, value in entry["link"].items() if name != "previous"}
    event = {name: value for name, value in entry.items() if name != "link"}
    linked_at, at = (datetime.fromisoformat(words) for words in (link["linked_at"], event["at"]))
    return Event(**{**event, "at": at}), Link(**{**link, "linked_at": linked_at}, event_id=event["id"])
