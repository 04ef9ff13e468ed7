"""How the time went: from the report to each step, and against what was promised, by the definitions of the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain import charts, figures
from app.domain.charts import Chart
from app.domain.figures import STEPS, Handled
from app.domain.service_levels import MEASURES, Measure

SHORT = {"acknowledged_at": "Acknowledged", "replied_at": "Replied", "resolved_at": "Resolved"}  # in the chart
PROMISED: Mapping[str, Measure] = {"replied_at": "response", "resolved_at": "resolution"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step that was taken, so long after the report; `person` is who took it, or nobody."""

    words: str
    after: timedelta
    person: str


@dataclass(frozen=True, kw_only=True)
class Against:
    """A promise with its time: how much was `allowed`, and how much was `left` when it was kept, or is now.

    `standing` is met, missed or to_come. Less than nothing is left where it is missed.
    """

    measures: Measure
    standing: str
    allowed: timedelta
    left: timedelta
    is_kept: bool

    @property
    def over(self) -> timedelta:
        """By how much it was, or is, too late."""
        return -self.left


@dataclass(frozen=True, kw_only=True)
class Course:
    """How one report went."""

    steps: tuple[Step, ...]
    against: tuple[Against, ...]
    chart: Chart | None


def of(report: Handled, people: Mapping[str, str], now: datetime) -> Course:
    """The course of a report until now. `people` are the names of who took each step."""
    taken = ((step, report.took(step)) for step in STEPS)
    steps = tuple(
        Step(words=STEPS[step], after=after, person=people.get(step, "")) for step, after in taken if after is not None
    )
    against = tuple(one for measures in MEASURES if (one := _against(report, measures, now)))
    return Course(steps=tuple(sorted(steps, key=lambda one: one.after)), against=against, chart=_chart(report, against))


def _against(report: Handled, measures: Measure, now: datetime) -> Against | None:
    due_at, kept_at = report.promised(measures)
    standing = figures.kept(report, measures, now)
    if due_at is None or standing == "without":
        return None
    return Against(
        measures=measures,
        standing=standing,
        allowed=due_at - report.received_at,
        left=due_at - (kept_at or now),
        is_kept=kept_at is not None,
    )


def _chart(report: Handled, against: tuple[Against, ...]) -> Chart | None:
    """A bar for each step of people's, with a mark where its promise is due; none before the first step."""
    promised = {one.measures: one for one in against}
    rows = []
    for step, words in SHORT.items():
        took, promise = report.took(step), promised.get(PROMISED.get(step, "response")) if step in PROMISED else None
        if took is not None or promise:
            tone = "missed" if promise and promise.standing == "missed" else "kept"
            rows.append(charts.Lane(label=words, length=took, due=promise.allowed if promise else None, tone=tone))
    return charts.lanes(rows) if any(row.length for row in rows) else None
