"""Periods: nights between openings, weeks and months, by the policy's clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.domain import periods, policy_file
from app.domain.calendar import Calendar
from app.domain.periods import PeriodError

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday, in the hours


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar(policy_file.load("prospect365").hours)


def test_a_night_is_from_closing_to_the_next_opening(calendar: Calendar):
    night = periods.found("night", "2026-11-20T16:30", calendar, NOW)

    assert night.name == "Night of Friday 20 November 2026"
    assert (night.starts_at, night.ends_at) == (
        datetime(2026, 11, 20, 16, 30, tzinfo=UTC),
        datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
    )


def test_the_newest_night_is_offered_first_and_can_be_asked_for(calendar: Calendar):
    found = periods.offered("night", calendar, NOW)

    assert [night.slug for night in found[:3]] == ["2026-11-23T17:00", "2026-11-20T16:30", "2026-11-19T17:00"]
    assert all(periods.found("night", night.slug, calendar, NOW) == night for night in found)


def test_at_night_the_one_that_runs_is_first(calendar: Calendar):
    assert periods.offered("night", calendar, NOW + timedelta(hours=8))[0].slug == "2026-11-24T17:00"


def test_a_week_in_which_the_clocks_go_back_is_an_hour_longer(calendar: Calendar):
    week = periods.found("week", "2026-10-19", calendar, NOW)

    assert week.name == "Week of Monday 19 October 2026"
    assert week.ends_at - week.starts_at == timedelta(days=7, hours=1)


def test_the_week_before_is_whole(calendar: Calendar):
    assert periods.week_before(calendar, NOW).slug == "2026-11-16"


@pytest.mark.parametrize("kind", ["week", "month"])
def test_what_is_offered_can_be_asked_for_and_touches(calendar: Calendar, kind: str):
    found = periods.offered(kind, calendar, NOW)

    assert len(found) == 13
    assert all(periods.found(kind, one.slug, calendar, NOW) == one for one in found)
    assert all(later.starts_at == earlier.ends_at for later, earlier in pairwise(found))


def test_hours_that_never_end_have_no_nights():
    hours = policy_file.load("prospect365").hours
    always = Calendar(replace(hours, week=(((0, 24 * 60),),) * 7, holidays=None))

    assert periods.offered("night", always, NOW) == []


@pytest.mark.parametrize(
    ("kind", "slug", "words"),
    [
        ("year", "2026", '"year" is no period'),
        ("night", "2026-11-20T16:31", '"2026-11-20T16:31" is no night'),
        ("night", "", '"" is no night'),
        ("night", "0001-01-01T00:00", "is no night"),
        ("week", "2026-11-17", '"2026-11-17" is no week'),
        ("week", "last", '"last" is no week'),
        ("month", "2026-13", '"2026-13" is no month'),
        ("month", "9999-12", '"9999-12" is no month'),
        ("month", "2026-12", "December 2026 has not begun"),
        ("week", "2026-11-30", "Week of Monday 30 November 2026 has not begun"),
    ],
)
def test_what_is_none_is_said(calendar: Calendar, kind: str, slug: str, words: str):
    with pytest.raises(PeriodError) as problem:
        periods.found(kind, slug, calendar, NOW)

    assert words in str(problem.value)
