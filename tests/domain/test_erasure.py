"""Erasure: what has outlived its period, to the second; and which words count as somebody's."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain import erasure, policy_file
from app.domain.chain import ERASED, REMOVED
from app.domain.erasure import Periods

LONDON = "Europe/London"
NOW = datetime(2027, 3, 31, 4, 30, tzinfo=UTC)


def test_each_period_is_counted_back_from_now():
    found = erasure.cutoffs(Periods(), NOW, "UTC")

    assert found.details == datetime(2026, 3, 31, 4, 30, tzinfo=UTC)
    assert found.bodies == NOW - timedelta(days=90)
    assert found.addresses == NOW - timedelta(days=30)


def test_months_are_counted_on_the_zones_clocks_and_end_where_a_month_does():
    one = Periods(details_months=1)

    assert erasure.cutoffs(one, NOW, "UTC").details == datetime(2027, 2, 28, 4, 30, tzinfo=UTC)
    assert erasure.cutoffs(one, NOW, LONDON).details == datetime(2027, 2, 28, 5, 30, tzinfo=UTC)
    assert erasure.cutoffs(Periods(details_months=3), NOW, "UTC").details == datetime(2026, 12, 31, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-21T04:29:59Z", "2026-11-21T04:30:00Z"),
        ("2026-11-21T04:30:00Z", "2026-11-22T04:30:00Z"),
        ("2027-03-27T12:00:00Z", "2027-03-28T03:30:00Z"),  # the clocks went forward at one
        ("2026-10-24T12:00:00Z", "2026-10-25T04:30:00Z"),  # and back
    ],
)
def test_the_night_is_told_by_the_zones_clocks(now: str, night: str):
    assert erasure.next_night(datetime.fromisoformat(now), LONDON) == datetime.fromisoformat(night)


def test_our_own_words_and_those_of_pages_stay():
    assert not erasure.has_words("paged", {}, "Paged Dana")
    assert not erasure.has_words("delivery.sent", {"wording": "page"}, "Text to Dana sent")
    assert not erasure.has_words(REMOVED, {}, "Personal details removed")
    assert not erasure.has_words("customer.added", {}, ERASED)


def test_what_was_typed_goes_and_so_does_every_kind_that_nobody_has_thought_of():
    assert erasure.has_words("customer.added", {}, "The customer added: ring Kay")
    assert erasure.has_words("delivery.sent", {"wording": "customer-received"}, "Mail to Kay sent")
    assert erasure.has_words("something.new", {}, "words")


@pytest.mark.parametrize("whom", ["carol@acme.example", "07700 900982", "+44 (0)7700-900982", "900982"])
def test_a_whole_address_or_number_is_exact(whom: str):
    assert erasure.is_exact(whom)


@pytest.mark.parametrize("whom", ["", "carol", "@acme.example", "carol@", "a b@acme.example", "12345", "07700 carol"])
def test_anything_else_is_not(whom: str):
    assert not erasure.is_exact(whom)


def test_a_policy_that_says_nothing_has_the_usual_periods():
    assert policy_file.load("pugpig").personal == Periods(details_months=12, bodies_days=90, addresses_days=30)
