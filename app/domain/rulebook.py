"""A support policy with what is built from it once, so that its rules can be asked at any instant."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.calendar import Calendar
from app.domain.policy import SupportPolicy


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """The policy, and its hours as a calendar. Built once, shared by every thread."""

    policy: SupportPolicy
    calendar: Calendar

    @classmethod
    def of(cls, policy: SupportPolicy) -> Rulebook:
        """The rulebook of a policy that has been read."""
        return cls(policy=policy, calendar=Calendar(policy.hours))
