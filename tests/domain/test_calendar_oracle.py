"""Every minute of 2025 to 2031 against an account of the hours that was written from the law."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from app.domain import policy_file
from app.domain.calendar import Calendar
from tests.domain import british_hours

FIRST, LAST = 2025, 2031
START = datetime(FIRST, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def calendar():
    return Calendar(policy_file.load("prospect365").hours)


@pytest.fixture(scope="module")
def minutes():
    return british_hours.open_minutes(FIRST, LAST)


@pytest.fixture(scope="module")
def changes(minutes):
    return [m for m in range(1, len(minutes)) if minutes[m] != minutes[m - 1]]


def test_the_oracle_knows_the_published_bank_holidays():
    """As gov.uk lists them for England and Wales."""
    published = {
        2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
        2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
        2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
        2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    }
    for year, days in published.items():
        assert british_hours.bank_holidays(year) == {date.fromisoformat(f"{year}-{day}") for day in days.split()}


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_every_minute_is_open_or_closed_as_the_law_has_it(calendar, minutes, year):
    start = datetime(year, 1, 1, tzinfo=UTC)
    first = (start - START) // MINUTE
    count = (datetime(year + 1, 1, 1, tzinfo=UTC) - start) // MINUTE
    is_open, at, wrong = calendar.is_open, start, []

    for minute in range(first, first + count):
        if is_open(at) != minutes[minute]:
            wrong.append(at)
        at += MINUTE

    assert wrong == []


def test_the_last_microsecond_belongs_to_the_minute(calendar, minutes, changes):
    for change in changes:
        before = START + change * MINUTE - timedelta(microseconds=1)

        assert calendar.is_open(before) == minutes[change - 1]
        assert calendar.next_change(before) == START + change * MINUTE


def test_the_next_change_is_right_from_every_stretch(calendar, changes):
    for earlier, change in pairwise(changes):
        for minute in (earlier, earlier + 1, (earlier + change) // 2, change - 1):
            assert calendar.next_change(START + minute * MINUTE) == START + change * MINUTE


def test_the_next_opening_and_closing_are_right_from_every_stretch(calendar, minutes, changes):
    for earlier, change in pairwise(changes):
        at = START + earlier * MINUTE + timedelta(seconds=30)
        if minutes[earlier]:
            assert (calendar.next_open(at), calendar.next_close(at)) == (at, START + change * MINUTE)
        else:
            assert calendar.next_open(at) == START + change * MINUTE


def test_due_is_right_for_a_dense_sample(calendar, minutes):
    """Every 37th minute with a length that varies, against counting open minutes one by one."""
    open_ones = [m for m in range(len(minutes)) if minutes[m]]
    before = [0]
    for state in minutes:
        before.append(before[-1] + state)
    wrong = []

    for number, minute in enumerate(range(0, open_ones[-6000], 37)):
        length = (1, 30, 60, 120, 240, 480, 510, 2520, 5000)[number % 9]
        expected = START + (open_ones[before[minute] + length - 1] + 1) * MINUTE
        if calendar.due(START + minute * MINUTE, length * MINUTE) != expected:
            wrong.append((minute, length))

    assert wrong == []


def test_business_time_between_any_two_minutes_is_the_count_of_open_ones(calendar, minutes):
    before = [0]
    for state in minutes:
        before.append(before[-1] + state)

    for number, minute in enumerate(range(0, len(minutes), 211)):
        other = (minute * 7919 + number) % len(minutes)
        between = calendar.business_between(START + minute * MINUTE, START + other * MINUTE)
        assert between == (before[other] - before[minute]) * MINUTE
