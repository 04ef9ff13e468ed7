"""What a provider's claims mean: whose address it is, which groups they are in, and the role that follows."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.identity import role_of, values_of, vouched

ROLES = (("portal-managers", "manager"), ("portal-engineers", "engineer"))


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": "Mo@Example.com ", "email_verified": True}, "mo@example.com"),
        ({"email": "mo@example.com", "email_verified": "true"}, "mo@example.com"),
        ({"email": "mo@example.com", "email_verified": False}, None),
        ({"email": "mo@example.com", "email_verified": "false"}, None),
        ({"email": "mo@example.com"}, None),
        ({"email": "", "email_verified": True}, None),
        ({"email": ["mo@example.com"], "email_verified": True}, None),
        ({"email_verified": True}, None),
    ],
)
def test_only_a_verified_address_counts(claims: dict[str, Any], email: str | None):
    assert vouched([claims], "groups", ROLES).email == email


def test_an_address_is_verified_by_whoever_tells_it():
    """One telling's address never borrows another's word that it was verified."""
    token, more = {"email_verified": True}, {"email": "mo@example.com"}

    assert vouched([token, more], "groups", ROLES).email is None


@pytest.mark.parametrize(
    ("claims", "claim", "values"),
    [
        ({"groups": ["a", "b"]}, "groups", ("a", "b")),
        ({"groups": "a"}, "groups", ("a",)),
        ({"groups": ["a", 7, None, {"b": "c"}]}, "groups", ("a",)),
        ({"groups": 7}, "groups", ()),
        ({}, "groups", ()),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ("a",)),
        ({"realm_access": ["roles"]}, "realm_access.roles", ()),
        ({"https://login.example/roles": ["a"]}, "https://login.example/roles", ("a",)),
    ],
)
def test_a_claims_values(claims: dict[str, Any], claim: str, values: tuple[str, ...]):
    assert values_of(claims, claim) == values


@pytest.mark.parametrize(
    ("values", "role"),
    [
        (("portal-engineers",), "engineer"),
        (("portal-engineers", "portal-managers"), "manager"),
        (("Portal-Managers", "portal-managers "), None),
        ((), None),
    ],
)
def test_the_highest_of_somebodys_roles_is_theirs(values: tuple[str, ...], role: str | None):
    assert role_of(values, ROLES) == role
