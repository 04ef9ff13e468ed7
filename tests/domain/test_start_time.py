"""When it started, as people say it; and what nobody could understand is kept, and stops nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.local import Local
from app.domain.start_time import understood

LONDON = Local(zone="Europe/London", name="UK time")
NEW_YORK = Local(zone="America/New_York", name="Eastern time", language="en-US")
NOW = datetime(2026, 11, 21, 3, 2, tzinfo=UTC)  # a Saturday


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2:10am", "2026-11-21T02:10"),
        ("02:10", "2026-11-21T02:10"),
        ("2.10 am", "2026-11-21T02:10"),
        ("2am", "2026-11-21T02:00"),
        ("12am", "2026-11-21T00:00"),
        ("about 12:30pm", "2026-11-20T12:30"),
        ("22:30", "2026-11-20T22:30"),
        ("yesterday 22:30", "2026-11-20T22:30"),
        ("Yesterday at 10:30 PM", "2026-11-20T22:30"),
        ("today 1:15", "2026-11-21T01:15"),
        ("20 minutes ago", "2026-11-21T02:42"),
        ("about 2 hours ago", "2026-11-21T01:02"),
        ("About 20 minutes ago", "2026-11-21T02:42"),
        ("it began twenty mins ago", "2026-11-21T02:42"),
        ("half an hour ago", "2026-11-21T02:32"),
        ("an hour ago", "2026-11-21T02:02"),
        ("a couple of hours ago", "2026-11-21T01:02"),
        ("1.5 hrs ago", "2026-11-21T01:32"),
        ("1 hour and 20 minutes ago", "2026-11-21T01:42"),
        ("1h20m ago", "2026-11-21T01:42"),
        ("at midnight", "2026-11-21T00:00"),
        ("noon yesterday", "2026-11-20T12:00"),
        ("20/11 22:30", "2026-11-20T22:30"),
        ("20/11/2026 22:30", "2026-11-20T22:30"),
        ("20 Nov 22:30", "2026-11-20T22:30"),
        ("20th November at 10:30pm", "2026-11-20T22:30"),
        ("2026-11-20 22:30", "2026-11-20T22:30"),
        ("2026-11-20T22:30", "2026-11-20T22:30"),
        ("31 December 23:00", "2025-12-31T23:00"),
    ],
)
def test_what_people_type_is_understood(words, at):
    assert understood(words, NOW, LONDON) == datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "britain", "america"),
    [
        ("10/11 10:30pm", "2026-11-10T22:30", "2026-10-12T02:30"),
        ("10/11/2026 22:30", "2026-11-10T22:30", "2026-10-12T02:30"),
        ("November 10, 10:30 PM", "2026-11-10T22:30", "2026-11-11T03:30"),
        ("Nov. 10th at 10:30 PM", "2026-11-10T22:30", "2026-11-11T03:30"),
        ("10 November 10:30pm", "2026-11-10T22:30", "2026-11-11T03:30"),
    ],
)
def test_numbers_alone_are_read_in_the_order_of_the_place_and_names_in_either(words, britain, america):
    assert understood(words, NOW, LONDON) == datetime.fromisoformat(britain).replace(tzinfo=UTC)
    assert understood(words, NOW, NEW_YORK) == datetime.fromisoformat(america).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "words",
    ["", "no idea", "earlier", "a while ago", "many hours ago", "1000 hours ago",
     "25:00", "2:75", "this morning", "version 6", "today 23:00", "30/02 10:00",
     "21/11/2027 10:00", "0000-00-00 10:00"],
)  # fmt: skip
def test_what_names_no_instant_of_the_past_is_none(words):
    assert understood(words, NOW, LONDON) is None


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2026-11-21T02:05:00Z", "2026-11-21T02:05"),
        ("2026-07-04T02:05:00Z", "2026-07-04T02:05"),
        ("2026-07-04T03:05:00.250+01:00", "2026-07-04T02:05:00.250"),
        ("2026-11-20t21:05-05:00", "2026-11-21T02:05"),
        ("2026-11-21T03:04:00Z", "2026-11-21T03:02"),
    ],
)
def test_what_a_program_says_is_that_very_instant_and_its_clock_may_be_a_little_ahead(words, at):
    assert understood(words, NOW, NEW_YORK) == datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize("words", ["2026-11-21T03:08:00Z", "2026-13-40T99:99:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_programs_instant_that_cannot_be_is_none(words):
    assert understood(words, NOW, LONDON) is None


def test_words_are_read_by_the_clock_on_the_wall():
    summer = datetime(2026, 7, 4, 3, 2, tzinfo=UTC)

    assert understood("3:10am", summer, LONDON) == datetime(2026, 7, 4, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize("words", ["1:30", "1:59am"])
def test_an_hour_that_the_spring_night_lacks_is_still_an_instant_of_the_past(words):
    after = datetime(2026, 3, 29, 2, 0, tzinfo=UTC)

    found = understood(words, after, LONDON)

    assert found is not None
    assert found <= after


@given(st.text(max_size=60))
@example("0001-01-01 00:10")
@example("29/02 10:00")
@example("999 hours ago")
@example("١٢:٣٠")
@example("t10")
def test_whatever_is_typed_it_raises_nothing_and_is_never_in_the_future(words):
    for zone in ("Europe/London", "Europe/Berlin", "America/New_York", "Pacific/Auckland"):
        language = "en-US" if zone.startswith("America") else "en-GB"
        found = understood(words, NOW, Local(zone=zone, name=zone, language=language))

        assert found is None or (found.tzinfo is not None and found <= NOW)


@given(st.integers(1, 23 * 60))
def test_every_minute_of_the_day_before_is_found(minutes):
    at = NOW - timedelta(minutes=minutes)

    assert understood(f"{at:%H:%M}", NOW, LONDON) == at


@pytest.mark.parametrize(
    "words",
    [
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1/1/0001 00:00",
        "0001-01-01 00:00", "2025-11-19T02:00:00Z", "21/11/2024 22:30",
    ],
)  # fmt: skip
def test_what_is_longer_ago_than_a_year_is_no_start_of_an_outage(words):
    assert understood(words, NOW, LONDON) is None


def test_a_start_within_the_year_is_one():
    assert understood("2025-11-22T02:00:00Z", NOW, LONDON) == datetime(2025, 11, 22, 2, tzinfo=UTC)
