"""Unverified reports: those of nobody in the directory. A few an hour page by themselves, the rest as a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.domain.storm import LEADS_FOR, Outage

HOUR = timedelta(hours=1)
USUAL = (3, 20)  # how many page by themselves in an hour where a policy does not say: of strangers, of a customer


def is_over(alone: int, most: int) -> bool:
    """Whether a sender has had their share: so many incidents of theirs have paged by themselves within the hour."""
    return alone >= most


def goes_with(new: Outage, lead: Outage) -> bool:
    """Whether a new incident can join another because of their number alone, whatever has stopped.

    Neither is a known customer's. It is no worse, so that it is paged for as loudly, the night is the same, and the
    lead has not gone to the daytime desk, where nobody looks at night.
    """
    return (
        not (new.is_known or lead.is_known or lead.is_at_desk)
        and new.rank >= lead.rank
        and new.opened_at - lead.opened_at < LEADS_FOR
    )


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a group is. Where nobody in it is known, its reports are counted: an address is only a claim."""

    reports: int
    customers: int
    known: int

    @property
    def is_unverified(self) -> bool:
        """Whether no known customer is in it."""
        return not self.known

    @property
    def count(self) -> int:
        """What engineers hear of."""
        return self.reports if self.is_unverified else self.customers

    @property
    def words(self) -> str:
        """ "24 customers", or "24 unverified reports"."""
        return counted(self.count, self.is_unverified)


def counted(count: int, is_unverified: bool) -> str:
    """So many customers, or reports, in words."""
    thing = "unverified report" if is_unverified else "customer"
    return f"{count} {thing}{'' if count == 1 else 's'}"
