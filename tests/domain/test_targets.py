"""The promised times: which target is the promise, how it stands, and when the watch looks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain import policy_file
from app.domain.calendar import Calendar, NaiveInstant
from app.domain.policy import Target
from app.domain.rulebook import Rulebook
from app.domain.targets import due, marks, resolve_by, respond_by, share, standing

POLICY = policy_file.load("prospect365")
OPENED = datetime(2026, 11, 21, 3, 2, tzinfo=UTC)
DUE = OPENED + timedelta(hours=2)
SECOND = timedelta(seconds=1)


def target(counted, hours, measures="response"):
    within = timedelta(hours=hours)
    return Target(measures=measures, severity="critical", counted=counted, within=within, clause="PS-9")


def rules(*targets):
    return Rulebook.of(replace(POLICY, targets=targets))


def test_the_earliest_of_the_targets_that_apply_is_the_promise():
    both = rules(target("business", 1), target("elapsed", 2))
    friday = datetime(2026, 11, 20, 15, tzinfo=UTC)

    assert respond_by(both, "critical", friday) == friday + timedelta(hours=1)
    assert respond_by(both, "critical", friday + timedelta(hours=1)) == friday + timedelta(hours=3)


def test_a_business_target_counts_the_hours_only():
    assert respond_by(rules(target("business", 1)), "critical", OPENED) == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_a_resolution_is_a_promise_of_its_own():
    both = rules(target("elapsed", 2), target("elapsed", 8, measures="resolution"))

    assert resolve_by(both, "critical", OPENED) == OPENED + timedelta(hours=8)
    assert resolve_by(rules(target("elapsed", 2)), "critical", OPENED) is None


def test_a_business_target_in_a_year_without_data_counts_every_hour():
    def no_data(rule, year):
        raise LookupError(year)

    calendar = Calendar(POLICY.hours, no_data)

    assert due(calendar, target("business", 2), OPENED) == DUE


def test_a_target_needs_an_instant():
    for counted in ("elapsed", "business"):
        with pytest.raises(NaiveInstant):
            due(Calendar(POLICY.hours), target(counted, 2), datetime(2026, 11, 21, 3))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("now", "met_at", "expected"),
    [
        (OPENED, None, "on track"),
        (OPENED + timedelta(minutes=90) - SECOND, None, "on track"),
        (OPENED + timedelta(minutes=90), None, "at risk"),
        (DUE - SECOND, None, "at risk"),
        (DUE, None, "missed"),
        (DUE + timedelta(days=1), None, "missed"),
        (DUE + timedelta(days=1), DUE - SECOND, "met"),
        (DUE, DUE, "met"),
        (DUE + SECOND, DUE + SECOND, "missed"),
    ],
)
def test_how_a_promise_stands(now, met_at, expected):
    assert standing(opened_at=OPENED, due_at=DUE, met_at=met_at, now=now) == expected


def test_the_marks_are_shares_of_the_real_time_to_the_deadline():
    minutes = [(mark - OPENED).total_seconds() / 60 for mark in marks(POLICY.watch, OPENED, DUE)]

    assert minutes == [60, 90, 108, 120]


def test_a_share_is_of_real_time_over_a_clock_change():
    opened = datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("Europe/London"))

    assert share(opened, opened.astimezone(UTC) + timedelta(hours=2), 50) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
