"""Storms as rules: what joins what, and when engineers hear the count."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.storm import AFTERWARDS, LEADS_FOR, Outage, is_told, is_worth_counting, joins, over

NIGHT = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
LIMITS = ((5, timedelta(minutes=15)), (11, timedelta(hours=1)))


def outage(*services: str, rank: int = 0, minutes: float = 0) -> Outage:
    return Outage(services=services, rank=rank, opened_at=NIGHT + timedelta(minutes=minutes))


def test_the_same_service_joins():
    assert joins(outage("crm", minutes=1), outage("crm"))
    assert joins(outage("crm"), outage("crm", "sites"))


@pytest.mark.parametrize(
    "new",
    [outage("sites"), outage("crm", "sites"), outage(), outage("crm", minutes=LEADS_FOR.total_seconds() / 60)],
    ids=["another service", "one more service", "not sure which", "another night"],
)
def test_anything_else_pages_on_its_own(new: Outage):
    assert not joins(new, outage("crm"))


def test_what_is_worse_joins_nothing_milder():
    assert not joins(outage("crm", rank=0), outage("crm", rank=1))
    assert joins(outage("crm", rank=2), outage("crm", rank=1))


def test_the_count_is_told_at_two_five_ten_and_twenty_five():
    told, heard = 1, []
    for customers in range(2, 60):
        if is_told(customers, told) and told < 25:
            told = customers
            heard.append(customers)

    assert heard == [2, 5, 10, 25]


def test_a_count_that_jumps_over_marks_is_told_once():
    assert is_told(12, 1)
    assert not is_told(12, 12)
    assert is_told(25, 12)


def test_past_the_last_mark_it_is_told_every_quarter_of_an_hour():
    assert not is_worth_counting(400, 30, NIGHT, NIGHT + AFTERWARDS - timedelta(seconds=1))
    assert is_worth_counting(400, 30, NIGHT, NIGHT + AFTERWARDS)
    assert not is_told(30, 30)


def test_customers_are_counted_only_where_so_many_reports_may_be_enough():
    assert [reports for reports in range(1, 11) if is_worth_counting(reports, 2, NIGHT, NIGHT)] == [5, 6, 7, 8, 9, 10]


def test_limits_are_rolling():
    five = [NIGHT + timedelta(minutes=number) for number in range(5)]

    assert over(LIMITS, five, NIGHT + timedelta(minutes=14, seconds=59))
    assert not over(LIMITS, five, NIGHT + timedelta(minutes=15))
    eleven = [NIGHT + timedelta(minutes=5 * number) for number in range(11)]
    assert over(LIMITS, eleven, NIGHT + timedelta(minutes=59))
    assert not over(LIMITS, eleven, NIGHT + timedelta(hours=1, minutes=5))


def test_a_known_customers_joins_no_strangers_and_a_strangers_joins_both():
    known, stranger = outage("crm"), replace(outage("crm"), is_known=False)

    assert not joins(known, stranger)
    assert joins(stranger, known)
    assert joins(stranger, stranger)
