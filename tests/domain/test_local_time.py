"""Local times on both clock-change nights: which instants they name, and which of two is told apart how."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.local_time import instants, is_the_second, on_the_wall, read, told_apart

LONDON = "Europe/London"


def utc(words):
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "named"),
    [
        ("2026-11-24 17:00", ["2026-11-24 17:00"]),
        ("2026-07-06 17:00", ["2026-07-06 16:00"]),
        ("2026-10-25 00:59", ["2026-10-24 23:59"]),
        ("2026-10-25 01:00", ["2026-10-25 00:00", "2026-10-25 01:00"]),
        ("2026-10-25 01:59", ["2026-10-25 00:59", "2026-10-25 01:59"]),
        ("2026-10-25 02:00", ["2026-10-25 02:00"]),
        ("2026-03-29 00:59", ["2026-03-29 00:59"]),
        ("2026-03-29 01:00", []),
        ("2026-03-29 01:59", []),
        ("2026-03-29 02:00", ["2026-03-29 01:00"]),
    ],
)
def test_a_local_time_names_one_instant_or_two_or_none(wall: str, named: list[str]):
    assert instants(datetime.fromisoformat(wall), LONDON) == tuple(utc(words) for words in named)


@given(minutes=st.integers(0, 15 * 365 * 24 * 60))
def test_every_instant_is_among_those_that_its_own_local_time_names(minutes: int):
    at = utc("2020-01-01") + timedelta(minutes=minutes)
    wall = read(on_the_wall(at, LONDON))

    assert wall is not None
    found = instants(wall, LONDON)
    assert at in found
    assert found.index(at) == (1 if is_the_second(at, LONDON) else 0)
    assert bool(told_apart(at, LONDON)) == (len(found) == 2)


def test_the_two_are_told_apart_by_the_name_of_the_time():
    first = utc("2026-10-25 00:30")

    assert told_apart(first, LONDON) == "BST"
    assert told_apart(first + timedelta(hours=1), LONDON) == "GMT"
    assert told_apart(first + timedelta(hours=2), LONDON) == ""


@pytest.mark.parametrize("words", ["2026-11-24T17:00", "2026-11-24 17:00", " 2026-11-24T17:00:00 "])
def test_a_date_with_a_time_is_read(words: str):
    assert read(words) == datetime.fromisoformat("2026-11-24 17:00")


@pytest.mark.parametrize(
    "words",
    ["", "tomorrow", "2026-11-24", "20261124", "17:00", "2026-11-31T17:00", "2026-11-24T17:00Z", "0001-01-01T00:00",
     "9999-12-31T23:59", "2026-11-24T25:00", "2026-11-24T17:00+01:00"],
)  # fmt: skip
def test_whatever_else_is_typed_is_no_time(words: str):
    assert read(words) is None
