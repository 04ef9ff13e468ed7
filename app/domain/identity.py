"""What a company's identity provider says of a person: whether it vouches for them, and the role that follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.roles import ROLES


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A browser's way to the provider and back: where it is sent, and the secrets that its return is checked by."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """The provider says who it is. No `email`: it does not vouch for one. No `role`: none of their groups has any."""

    email: str | None
    role: str | None


@dataclass(frozen=True, kw_only=True)
class Doubted:
    """What came back is not to be believed: `why`, in a word for the log."""

    why: str


@dataclass(frozen=True, kw_only=True)
class Away:
    """The provider cannot be asked now: `why`, in a word for the log."""

    why: str


def vouched(tellings: Sequence[Mapping[str, Any]], claim: str, roles: Iterable[tuple[str, str]]) -> Vouched:
    """What a provider's tellings (its token, and more that it was asked for) say of a person, the first ones first."""
    addresses = (verified_address(told) for told in tellings)
    values = (values_of(told, claim) for told in tellings)
    return Vouched(
        email=next(filter(None, addresses), None),
        role=role_of(next(filter(None, values), ()), roles),
    )


def verified_address(claims: Mapping[str, Any]) -> str | None:
    """The address, if the provider has verified that very one."""
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") not in (True, "true"):
        return None
    return email.strip().lower() or None


def role_of(values: Iterable[str], roles: Iterable[tuple[str, str]]) -> str | None:
    """The highest role that one of the values gives."""
    held = set(values)
    given = {role for value, role in roles if value in held}
    return next((role for role in reversed(ROLES) if role in given), None)


def values_of(claims: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    """A claim's values: of that very name, or along the path that its dots name (`realm_access.roles`)."""
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    several = found if isinstance(found, list) else [found]
    return tuple(value for value in several if isinstance(value, str))
