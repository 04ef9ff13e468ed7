"""Instants and spans in the words of the zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import times
from app.domain.local import Local

LONDON = Local(zone="Europe/London", name="UK time")
NEW_YORK = Local(zone="America/New_York", name="Eastern time", language="en-US")
NIGHT = datetime(2026, 11, 21, 3, 2, 8, tzinfo=UTC)
SUMMER = datetime(2026, 7, 4, 23, 30, tzinfo=UTC)


def test_the_clock_as_people_say_it():
    assert times.clock_time(NIGHT, LONDON) == "3:02am"
    assert times.clock_time(SUMMER, LONDON) == "12:30am"
    assert times.clock_time(NIGHT.replace(hour=12), LONDON) == "12:02pm"
    assert times.clock_time_exact(NIGHT, LONDON) == "3:02:08am"


def test_texts_name_the_day_only_where_it_is_another():
    assert times.short_time_near(NIGHT, NIGHT, LONDON) == "03:02"
    assert times.short_time_near(NIGHT + timedelta(days=2), NIGHT, LONDON) == "Mon 03:02"


def test_summer_nights_belong_to_the_next_day_by_the_wall():
    assert times.day_and_time(SUMMER, LONDON) == "12:30am, Sunday 5 July"
    assert times.table_time(SUMMER, LONDON) == "Sun 5 Jul 00:30"


def test_america_has_am_and_pm_and_puts_the_month_first():
    assert times.clock_time(NIGHT, NEW_YORK) == "10:02 PM"
    assert times.clock_time_exact(NIGHT, NEW_YORK) == "10:02:08 PM"
    assert times.short_time_near(NIGHT - timedelta(days=1), NIGHT, NEW_YORK) == "Thu 10:02 PM"
    assert times.day_and_time(NIGHT, NEW_YORK) == "10:02 PM, Friday, November 20"
    assert times.table_time(SUMMER, NEW_YORK) == "Sat, Jul 4, 7:30 PM"
    assert times.calendar_day(date(2026, 11, 21), NEW_YORK) == "November 21, 2026"
    assert times.short_day_of_year(date(2026, 11, 21), NEW_YORK) == "Sat, Nov 21, 2026"
    assert times.full_time(NIGHT, NEW_YORK) == "Friday, November 20, 2026, 10:02:08 PM EST"


@pytest.mark.parametrize(
    ("days", "britain", "america"),
    [
        (0, "3:02am", "10:02 PM"),
        (1, "3:02am tomorrow", "10:02 PM tomorrow"),
        (3, "Tuesday 3:02am", "Monday 10:02 PM"),
        (44, "3:02am on 4 January", "10:02 PM on January 3"),
    ],
)
def test_a_time_is_said_by_how_near_it_is(days, britain, america):
    at = NIGHT + timedelta(days=days)

    assert times.near_time(at, NIGHT, LONDON) == britain
    assert times.near_time(at, NIGHT, NEW_YORK) == america


def test_what_is_read_tomorrow_has_its_date_unless_it_was_today():
    assert times.dated_time(NIGHT + timedelta(hours=2), NIGHT, LONDON) == "5:02am"
    assert times.dated_time(NIGHT + timedelta(hours=2), NIGHT, NEW_YORK) == "12:02 AM, Saturday, November 21"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=1, minutes=52), "1 h 52 min"),
        (timedelta(hours=-2), "2 h"),
    ],
)
def test_spans_are_rounded_down_to_minutes(span, words):
    assert times.duration(span) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("2026-03-29T01:00:00+00:00", "the clocks go forward at 1am"),
        ("2026-10-25T01:00:00+00:00", "the clocks go back at 2am"),
    ],
)
def test_a_change_of_the_clocks_between_two_instants_is_said_by_the_wall_before_it(change, words):
    at = datetime.fromisoformat(change)

    assert times.clocks_change(at - timedelta(minutes=30), at + timedelta(hours=2), LONDON) == words
    assert times.clocks_change(at - timedelta(hours=3), at - timedelta(minutes=1), LONDON) == ""


def test_american_clocks_change_on_their_own_nights():
    at = datetime(2026, 11, 1, 6, tzinfo=UTC)

    assert times.clocks_change(at - timedelta(hours=1), at + timedelta(hours=1), NEW_YORK) == (
        "the clocks go back at 2 AM"
    )
    assert times.clocks_change(at - timedelta(hours=1), at + timedelta(hours=1), LONDON) == ""


@given(st.integers(0, 15 * 365 * 24 * 60))
def test_every_instant_has_words(minutes):
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    assert times.clock_time(at, LONDON).endswith(("am", "pm"))
    assert times.near_time(at, NIGHT, LONDON)
    assert len(times.short_time(at, LONDON)) == 5
    assert times.short_time(at, NEW_YORK).endswith(("AM", "PM"))


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)])
@pytest.mark.parametrize("local", [LONDON, NEW_YORK])
def test_the_ends_of_all_dates_have_words_too(at: datetime, local: Local):
    for words in (times.clock_time, times.day_and_time, times.table_time, times.full_time, times.short_time):
        assert words(at, local)
    assert times.near_time(at, NIGHT, local)
    assert times.dated_time(at, NIGHT, local)
