"""Load: hours on call by kind of day, across a clock change too, and the nights that pages broke."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import load, policy_file
from app.domain.calendar import Calendar
from app.domain.load import Hours
from app.domain.on_call import FOREVER, OnCall

CALENDAR = Calendar(policy_file.load("prospect365").hours)


def on_call(start: datetime, end: datetime = FOREVER, layer: str = "primary") -> OnCall:
    return OnCall(layer=layer, staff_id="dana", starts_at=start, ends_at=end)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_a_week_with_a_holiday_is_taken_apart_by_day():
    monday = datetime(2026, 12, 21, tzinfo=UTC)

    found = load.hours([on_call(monday - hours(99))], monday, monday + timedelta(days=7), CALENDAR)

    # Friday is Christmas; Boxing Day is on a Saturday and counts as a holiday, its substitute comes on Monday
    assert found == {"dana": {"primary": Hours(weekdays=hours(96), weekends=hours(24), holidays=hours(48))}}


def test_the_night_on_which_the_clocks_go_back_has_its_hour():
    saturday = datetime(2026, 10, 24, 16, 0, tzinfo=UTC)  # 17:00 in London

    found = load.hours([on_call(saturday, saturday + hours(16))], saturday, saturday + hours(16), CALENDAR)

    assert found["dana"]["primary"].total == hours(16)


def test_each_layer_has_its_own_hours_and_both_count():
    start = datetime(2026, 11, 17, 17, 0, tzinfo=UTC)
    spans = [on_call(start, start + hours(15)), on_call(start, start + hours(3), "backup")]

    found = load.hours(spans, start, start + hours(10), CALENDAR)["dana"]

    assert {layer: one.total for layer, one in found.items()} == {"primary": hours(10), "backup": hours(3)}
    assert load.Load(staff_id="dana", name="Dana", hours=found).total.total == hours(13)


@given(
    st.integers(0, 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=40)),
)
def test_the_kinds_of_day_add_up_to_the_time_itself(start: datetime, length: timedelta):
    found = load.hours([on_call(start)], start, start + length, CALENDAR)

    assert found["dana"]["primary"].total == length


@pytest.mark.parametrize(
    ("at", "evening"),
    [
        ("2026-11-20T21:59:59+00:00", None),
        ("2026-11-20T22:00:00+00:00", date(2026, 11, 20)),
        ("2026-11-21T02:10:00+00:00", date(2026, 11, 20)),
        ("2026-11-21T06:59:59+00:00", date(2026, 11, 20)),
        ("2026-11-21T07:00:00+00:00", None),
        ("2026-07-20T21:30:00+00:00", date(2026, 7, 20)),  # 22:30 in summer
    ],
)
def test_a_night_is_broken_between_ten_and_seven_by_the_clocks(at: str, evening: date | None):
    assert load.broken_night(datetime.fromisoformat(at), "Europe/London") == evening
