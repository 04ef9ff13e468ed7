"""Deadlines that come earlier for reporting later, and reports with none: found by looking at a year of reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product

from app.domain import targets
from app.domain.calendar import Calendar, CalendarError
from app.domain.rulebook import Rulebook, place_words
from app.domain.service_levels import MEASURES, Measure, Target
from app.domain.times import iso

STEP = timedelta(hours=1)

_YEAR = timedelta(days=366)
_MINUTE = timedelta(minutes=1)


def told(rules: Rulebook, today: date) -> Iterator[tuple[str, str]]:
    """The first of each tier, region, severity and measure, from a day on: the key and the reason."""
    looked_at: set[tuple[Calendar, tuple[Target, ...]]] = set()
    for (tier, region), calendar in rules.calendars.items():
        reports = _reports(calendar, today)
        for severity, measures in product(rules.policy.severities, MEASURES):
            applying = _applying(rules, severity.slug, measures, tier, region)
            if applying and (calendar, applying) not in looked_at:
                looked_at.add((calendar, applying))
                found = _first(calendar, applying, reports)
                if found:
                    yield (
                        "targets",
                        f"the {measures} for severity {severity.slug!r}{place_words(tier, region)}: {found}",
                    )


def _applying(
    rules: Rulebook, severity: str, measures: Measure, tier: str | None, region: str | None
) -> tuple[Target, ...]:
    """The targets of which one is to be the deadline."""
    found = targets.applying(rules, severity, tier=tier, region=region)
    return tuple(target for target in found if target.measures == measures and target.within is not None)


def _reports(calendar: Calendar, today: date) -> Sequence[datetime]:
    """Instants of a year, an hour apart, and the minutes about each opening and closing. None where that is unknown."""
    start = datetime.combine(today, time(), tzinfo=UTC)
    try:
        spans = calendar.spans(start, start + _YEAR)
    except CalendarError:
        return ()
    steps = {start + number * STEP for number in range(_YEAR // STEP)}
    edges = {edge + shift for span in spans for edge in (span.starts, span.ends) for shift in (-_MINUTE, 0 * _MINUTE)}
    return sorted(steps | edges)


def _first(calendar: Calendar, applying: tuple[Target, ...], reports: Sequence[datetime]) -> str | None:
    due = [(at, _due(calendar, applying, at)) for at in reports]
    for at, deadline in due:
        if deadline is None:
            return f"none is due for a report of {iso(at)}"
    for (at, deadline), (later, earlier_deadline) in pairwise(due):
        if deadline and earlier_deadline and deadline > earlier_deadline:
            return (
                f"a report of {iso(at)} is due at {iso(deadline)}, "
                f"and one made later, at {iso(later)}, already at {iso(earlier_deadline)}"
            )
    return None


def _due(calendar: Calendar, applying: tuple[Target, ...], at: datetime) -> datetime | None:
    made = (targets.promise(calendar, target, at) for target in applying)
    return min((one.due for one in made if one and one.due), default=None)
