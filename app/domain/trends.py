"""Trends: the reports of a subject month by month, thirteen of them, so that a month stands beside last year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain import breaches
from app.domain.figures import Handled


@dataclass(frozen=True, kw_only=True)
class Trend:
    """One subject: its accepted reports in each month, and those of them of which a promise was missed.

    Accepted is what has an incident, at once or after all, as for the promises of a report's period: so a missed
    promise stands in both.
    """

    subject: str
    accepted: tuple[int, ...]
    missed: tuple[int, ...]

    @property
    def total(self) -> int:
        """Its accepted reports in all the months."""
        return sum(self.accepted)


def of(
    reports: Iterable[Handled],
    subjects_of: Callable[[Handled], Iterable[str]],
    months: Sequence[str],
    zone: str,
    now: datetime,
) -> list[Trend]:
    """The trend of every subject that has any accepted report, those with the most first. `months` as in "2026-11".

    A report of two services counts for each, and one that a colleague accepted after all in the month it came.
    """
    there = ZoneInfo(zone)
    accepted: Counter[tuple[str, str]] = Counter()
    missed: Counter[tuple[str, str]] = Counter()
    for report in reports:
        if report.is_looked_after:
            month = f"{report.received_at.astimezone(there):%Y-%m}"
            for subject in set(subjects_of(report)):
                accepted[subject, month] += 1
                missed[subject, month] += bool(breaches.missed(report, now))
    found = [
        Trend(
            subject=subject,
            accepted=tuple(accepted[subject, month] for month in months),
            missed=tuple(missed[subject, month] for month in months),
        )
        for subject in {subject for subject, _ in accepted}
    ]
    return sorted(found, key=lambda one: (-one.total, one.subject))
