"""A storm: many customers report one outage. Which incident joins which, and when engineers hear of the count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MARKS = (2, 5, 10, 25)
AFTERWARDS = timedelta(minutes=15)  # past the last mark the count is told no more often than that
LEADS_FOR = timedelta(hours=12)  # whatever breaks after that is another night's, and pages anew


@dataclass(frozen=True, kw_only=True)
class Outage:
    """An open incident as far as others can join it. `rank`: how severe it is, from 0, the most severe, up.

    is_known: the directory knows its customer. is_at_desk: the daytime desk has accepted it.
    """

    services: Collection[str]
    rank: int
    opened_at: datetime
    is_known: bool = True
    is_at_desk: bool = False


def joins(new: Outage, lead: Outage) -> bool:
    """Whether a new incident is the same trouble: nothing else stopped, it is no worse, and the night is the same.

    A known customer's joins no stranger's: whoever makes up an outage must not keep a real one quiet.
    """
    return (
        bool(new.services)
        and set(new.services) <= set(lead.services)
        and new.rank >= lead.rank
        and new.opened_at - lead.opened_at < LEADS_FOR
        and (lead.is_known or not new.is_known)
    )


def is_worth_counting(reports: int, told: int, told_at: datetime | None, now: datetime) -> bool:
    """Whether so many reports may be customers enough to tell of. Counting customers costs a look at each of them."""
    if told >= MARKS[-1]:
        return told_at is None or now - told_at >= AFTERWARDS
    return reports >= next(mark for mark in MARKS if mark > told)


def is_told(customers: int, told: int) -> bool:
    """Whether engineers who heard of `told` customers are to hear of this many."""
    if told >= MARKS[-1]:
        return customers > told
    return any(told < mark <= customers for mark in MARKS)


def over(limits: Sequence[tuple[int, timedelta]], sent: Sequence[datetime], now: datetime) -> bool:
    """Whether one more message at `now` would be more than any of the limits allows."""
    return any(sum(now - at < span for at in sent) >= most for most, span in limits)
