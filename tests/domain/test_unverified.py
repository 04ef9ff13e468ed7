"""Unverified reports as rules: how many page by themselves, what the others join, and what engineers hear of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.storm import LEADS_FOR, Outage
from app.domain.unverified import Size, goes_with, is_over

NIGHT = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
STRANGERS = Outage(services=("crm",), rank=1, opened_at=NIGHT, is_known=False)


def test_a_share_is_full_when_so_many_have_paged():
    assert [is_over(alone, 3) for alone in range(5)] == [False, False, False, True, True]


@pytest.mark.parametrize("services", [("sites",), ("crm", "sites"), ()], ids=str)
def test_whatever_has_stopped_goes_with_the_group(services: tuple[str, ...]):
    assert goes_with(replace(STRANGERS, services=services), STRANGERS)


@pytest.mark.parametrize(
    ("new", "lead"),
    [
        ({"is_known": True}, {}),
        ({}, {"is_known": True}),
        ({"rank": 0}, {}),
        ({}, {"is_at_desk": True}),
        ({"opened_at": NIGHT + LEADS_FOR}, {}),
    ],
    ids=["a known customer's", "with a known customer's", "a worse one", "one at the desk", "another night's"],
)
def test_what_would_be_heard_less_goes_by_itself(new: dict[str, object], lead: dict[str, object]):
    assert goes_with(STRANGERS, STRANGERS)
    assert not goes_with(replace(STRANGERS, **new), replace(STRANGERS, **lead))  # type: ignore[arg-type]


def test_a_milder_one_goes_with_a_worse_one():
    assert goes_with(replace(STRANGERS, rank=2, opened_at=NIGHT + timedelta(hours=1)), STRANGERS)


def test_strangers_are_counted_by_report_and_customers_by_who_they_are():
    assert Size(reports=24, customers=3, known=0).words == "24 unverified reports"
    assert Size(reports=24, customers=3, known=1).words == "3 customers"
    assert Size(reports=1, customers=1, known=1).words == "1 customer"
