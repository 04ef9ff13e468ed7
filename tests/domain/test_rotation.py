"""Turns of a rotation: whose they are, and how long, on every kind of night."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.domain.rotation import Rotation, weeks_or_days

LONDON = "Europe/London"


def rotation(first: datetime, days: int = 7, people: tuple[str, ...] = ("dana", "eve", "mo"), **changes) -> Rotation:
    usual = {"id": "r", "layer": "primary", "ends_at": None, "zone": LONDON}
    return Rotation(people=people, days=days, starts_at=first, **(usual | changes))


def test_people_take_turns_in_their_order_and_begin_again():
    first = datetime(2026, 11, 2, 17, tzinfo=UTC)

    turns = list(rotation(first).turns(first, first + timedelta(weeks=4)))

    assert [turn.staff_id for turn in turns] == ["dana", "eve", "mo", "dana"]
    assert [turn.starts_at for turn in turns] == [first + timedelta(weeks=number) for number in range(4)]


def test_the_handover_stays_at_five_on_the_wall_through_both_clock_changes():
    spring = rotation(datetime(2026, 3, 28, 17, tzinfo=UTC), days=1)
    autumn = rotation(datetime(2026, 10, 24, 16, tzinfo=UTC), days=1)

    short = next(iter(spring.turns(datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC))))
    long = next(iter(autumn.turns(datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))))

    assert short.ends_at == datetime(2026, 3, 29, 16, tzinfo=UTC)
    assert short.ends_at - short.starts_at == timedelta(hours=23)
    assert long.ends_at == datetime(2026, 10, 25, 17, tzinfo=UTC)
    assert long.ends_at - long.starts_at == timedelta(hours=25)


def test_a_handover_that_the_clocks_skip_is_when_they_skip():
    nightly = rotation(datetime(2026, 3, 27, 1, 30, tzinfo=UTC), days=1)

    assert nightly.handover(2) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert nightly.handover(3) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)


def test_a_handover_that_happens_twice_is_the_first():
    nightly = rotation(datetime(2026, 10, 23, 0, 30, tzinfo=UTC), days=1)

    assert nightly.handover(2) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("first", [datetime(2026, 3, 27, 1, 30, tzinfo=UTC), datetime(2026, 10, 23, 0, 30, tzinfo=UTC)])
def test_turns_leave_no_minute_out_and_none_to_two_people(first: datetime):
    nightly = rotation(first, days=1)

    turns = list(nightly.turns(first, first + timedelta(days=9)))

    assert all(before.ends_at == after.starts_at for before, after in pairwise(turns))


def test_any_instant_far_ahead_is_somebodys_without_counting_up_to_it():
    weekly = rotation(datetime(2026, 11, 2, 17, tzinfo=UTC))
    at = datetime(2060, 7, 1, 3, tzinfo=UTC)

    (turn,) = weekly.turns(at, at + timedelta(microseconds=1))

    assert turn.starts_at <= at < turn.ends_at


def test_whoever_has_left_is_skipped_and_that_is_said():
    first = datetime(2026, 11, 2, 17, tzinfo=UTC)

    turns = list(rotation(first).turns(first, first + timedelta(weeks=3), gone={"eve"}))

    assert [(turn.staff_id, turn.instead_of) for turn in turns] == [("dana", None), ("mo", "eve"), ("mo", None)]


def test_a_rotation_that_everybody_has_left_has_no_turns():
    first = datetime(2026, 11, 2, 17, tzinfo=UTC)

    assert not list(rotation(first).turns(first, first + timedelta(weeks=3), gone={"dana", "eve", "mo"}))


def test_nobody_is_on_before_the_first_handover_or_after_the_end():
    first = datetime(2026, 11, 2, 17, tzinfo=UTC)
    over = first + timedelta(days=3)

    turns = list(rotation(first, ends_at=over).turns(first - timedelta(weeks=2), first + timedelta(weeks=2)))

    assert [(turn.starts_at, turn.ends_at) for turn in turns] == [(first, over)]


@pytest.mark.parametrize(("days", "words"), [(1, "a day"), (3, "3 days"), (7, "a week"), (14, "2 weeks")])
def test_the_length_of_a_turn_is_said_in_words(days: int, words: str):
    assert weeks_or_days(days) == words
