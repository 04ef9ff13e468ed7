"""Sorts of events: what people did, what became of messages, and what the portal did by itself."""

from __future__ import annotations

from typing import Literal

Sort = Literal["people", "messages", "portal"]

PORTAL = "the portal"  # the actor of whatever nobody did

SORTS: dict[Sort, str] = {"people": "People", "messages": "Messages", "portal": "The portal"}


def sort_of(kind: str, actor: str) -> Sort:
    """The sort of an event. What a mail that came in says is its sender's, so it counts as what people did."""
    if kind.startswith("delivery."):
        return "messages"
    return "portal" if actor == PORTAL else "people"
