"""Customers who share something are named by what tells them from the others."""

from app.domain import policy_file
from app.domain.customer_groups import sharing

PUGPIG = policy_file.load("pugpig")


def test_what_all_share_is_every_customers():
    assert sharing(PUGPIG, lambda _: "same") == [("Every customer", "same")]


def test_what_only_the_tier_or_the_region_tells_apart_is_named_by_it():
    assert sharing(PUGPIG, lambda place: place[0]) == [("Standard", "standard"), ("Enterprise", "enterprise")]
    assert sharing(PUGPIG, lambda place: place[1]) == [("United Kingdom", "uk"), ("United States", "us")]


def test_a_tier_in_one_region_is_named_by_both():
    found = sharing(PUGPIG, lambda place: place == ("enterprise", "us"))

    assert found == [
        ("Standard, United Kingdom; Standard, United States; Enterprise, United Kingdom", False),
        ("Enterprise, United States", True),
    ]


def test_a_policy_without_tiers_and_regions_has_every_customer():
    assert sharing(policy_file.load("prospect365"), lambda place: place) == [("Every customer", (None, None))]
