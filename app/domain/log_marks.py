"""Marks: what the intake log finds a report by, such as `status:paging`, and each word that was typed in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal, Protocol

Status = Literal["Paging", "Acknowledged", "Replied", "Duplicate", "Resolved", "Closed", "Handed over", "Not covered"]

REPORT, DRILL = "report", "drill"  # every report has one of the two; the other marks of a drill begin with it
UNVERIFIED = "nobody"  # the customer of a report that nobody's directory entry fits
MOST_WORDS = 100  # of one report
LONGEST_WORD = 40

_WORD = re.compile(r"[^\W_]+")


class Held(Protocol):
    """What an incident says of how far it has come."""

    @property
    def acknowledged_at(self) -> datetime | None:
        """Since when somebody has it."""

    @property
    def acknowledged_by(self) -> str | None:
        """Who has it."""

    @property
    def is_duplicate(self) -> bool:
        """Whether it goes with another report of the same customer."""

    @property
    def replied_at(self) -> datetime | None:
        """When a person told the customer something."""

    @property
    def resolved_at(self) -> datetime | None:
        """When it was called fixed."""

    @property
    def confirmed_at(self) -> datetime | None:
        """When the customer said that it works."""

    @property
    def respond_by(self) -> datetime | None:
        """When a response is due."""

    @property
    def responded_at(self) -> datetime | None:
        """When the response came."""

    @property
    def missed_at(self) -> datetime | None:
        """When it was found to be late."""

    @property
    def closed_by(self) -> str | None:
        """The clause that closed the promise's clock."""


def status(verdict: str, handed_over_at: datetime | None, incident: Held | None) -> Status:
    """How far a report has come, in the one vocabulary."""
    if incident is None:
        return "Handed over" if handed_over_at else "Not covered" if verdict == "declined" else "Closed"
    if incident.is_duplicate:
        return "Duplicate"
    if incident.confirmed_at:
        return "Closed"
    if incident.resolved_at:
        return "Resolved"
    if incident.acknowledged_at:
        return "Replied" if incident.replied_at else "Acknowledged"
    return "Paging"


def slug(words: str) -> str:
    """A status as it stands in an address."""
    return words.lower().replace(" ", "-")


def facets(
    *, verdict: str, source: str, services: Iterable[str], customer_id: str | None,
    handed_over_at: datetime | None, incident: Held | None,
) -> list[str]:  # fmt: skip
    """The marks of a report that are not its words. They change as its incident does."""
    found = [
        f"verdict:{verdict}",
        f"source:{source}",
        f"customer:{customer_id or UNVERIFIED}",
        f"status:{slug(status(verdict, handed_over_at, incident))}",
        *(f"service:{service}" for service in dict.fromkeys(services)),
    ]
    if incident:
        found += ["status:open"] if incident.resolved_at is None else []
        found += [f"engineer:{incident.acknowledged_by}"] if incident.acknowledged_by else []
        found += [f"standing:{_standing(incident)}"] if incident.respond_by and not incident.closed_by else []
    return marked(found, is_drill=source == DRILL)


def words(*texts: str) -> list[str]:
    """The different words of these texts, in small letters and without accents, as they are kept and asked for."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(_plain(text)):
            found[word[:LONGEST_WORD]] = None
            if len(found) == MOST_WORDS:
                return list(found)
    return list(found)


def marked(marks: Collection[str], *, is_drill: bool) -> list[str]:
    """Marks as they are kept: those of drills are apart, so that no other question finds one."""
    return [DRILL, *(f"{DRILL} {mark}" for mark in marks)] if is_drill else [REPORT, *marks]


def _standing(incident: Held) -> str:
    """Whether the response came in time; `running` until it came, or was found to be late."""
    assert incident.respond_by is not None
    if incident.responded_at:
        return "met" if incident.responded_at <= incident.respond_by else "missed"
    return "missed" if incident.missed_at else "running"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
