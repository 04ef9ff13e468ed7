"""Percentiles by nearest rank, against cases counted by hand, and as a property."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.percentiles import FEW, FEWEST, nearest_rank, summed_up


def minutes(*numbers: int) -> list[timedelta]:
    return [timedelta(minutes=number) for number in numbers]


@pytest.mark.parametrize(
    ("times", "percent", "expected"),
    [
        ((1, 2, 3, 4, 5), 50, 3),
        ((1, 2, 3, 4, 5), 90, 5),
        ((1, 2, 3, 4, 5, 6), 50, 3),  # of two medians the lower one: nothing is made up between them
        (tuple(range(1, 11)), 90, 9),
        (tuple(range(1, 11)), 95, 10),
        (tuple(range(1, 21)), 95, 19),
        (tuple(range(1, 101)), 95, 95),
        ((7,), 95, 7),
    ],
)
def test_it_is_the_smallest_time_that_so_many_do_not_exceed(times: tuple[int, ...], percent: int, expected: int):
    assert nearest_rank(minutes(*times), percent) == timedelta(minutes=expected)


def test_of_four_times_only_the_worst_is_told():
    found = summed_up(minutes(9, 2, 4, 3))

    assert (found.n, found.median, found.p90, found.p95, found.worst) == (4, None, None, None, timedelta(minutes=9))
    assert found.remark == "fewer than 5: too few for a percentile"


def test_of_five_all_are_told_with_the_remark_that_there_are_few():
    found = summed_up(minutes(5, 4, 3, 2, 1))

    assert (found.median, found.p90, found.p95) == tuple(minutes(3, 5, 5))
    assert found.remark == "fewer than 20: the 95th percentile is the worst"
    assert summed_up(minutes(*range(FEW))).remark == ""


def test_nothing_has_no_worst():
    found = summed_up([])

    assert (found.n, found.worst, found.remark) == (0, None, "none yet")


@given(st.lists(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40)), min_size=FEWEST))
def test_each_is_a_time_that_was_measured_and_they_are_in_order(times: list[timedelta]):
    found = summed_up(times)

    assert {found.median, found.p90, found.p95, found.worst} <= set(times)
    assert min(times) <= found.median <= found.p90 <= found.p95 <= found.worst == max(times)


@given(st.lists(st.timedeltas(), min_size=1), st.integers(min_value=1, max_value=100))
def test_at_least_so_many_per_cent_do_not_exceed_it_and_fewer_do_not_exceed_the_one_before(
    times: list[timedelta], percent: int
):
    found = nearest_rank(sorted(times), percent)

    assert sum(one <= found for one in times) * 100 >= percent * len(times)
    assert sum(one < found for one in times) * 100 < percent * len(times)
