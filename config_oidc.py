"""The settings of the company's identity provider: who it is, who we are to it, and which groups have which role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config import _Reading

NAMES = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLES")
ROLES = ("viewer", "engineer", "manager", "administrator")
AS_IN = "groups: portal-managers=manager, portal-engineers=engineer"


@dataclass(frozen=True, kw_only=True)
class Oidc:
    """An OpenID Connect provider. `roles` says, for values of the claim `claim`, which role each gives."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str
    roles: tuple[tuple[str, str], ...]


def read(reading: _Reading, production: bool) -> Oidc | None:
    """The provider, if all four settings are there; what is wrong with them goes to the faults."""
    if not reading.complete(NAMES):
        return None
    issuer = reading.url("OIDC_ISSUER", ("https",) if production else ("https", "http")) or ""
    if re.search(r"[?#@]", issuer):
        reading.faults.append("OIDC_ISSUER is an address alone, as in https://login.example.com/realm")
    claim, roles = _roles(reading)
    return Oidc(
        issuer=issuer,
        client_id=reading.text("OIDC_CLIENT_ID"),
        client_secret=reading.text("OIDC_CLIENT_SECRET"),
        claim=claim,
        roles=roles,
    )


def _roles(reading: _Reading) -> tuple[str, tuple[tuple[str, str], ...]]:
    """`claim: value=role, value=role`. A value may hold anything but a comma; what follows its last "=" is the role."""
    words = reading.text("OIDC_ROLES")
    found = re.fullmatch(r"(\S+):\s+(.+)", words)
    if found is None:
        reading.faults.append(f"OIDC_ROLES is {words!r}; it names a claim and its values' roles, as in {AS_IN!r}")
        return "", ()
    roles = []
    for part in filter(None, (part.strip() for part in found[2].split(","))):
        value, _, role = (side.strip() for side in part.rpartition("="))
        if not value or role not in ROLES:
            reading.faults.append(
                f"OIDC_ROLES has {part!r}; after the claim it wants VALUE=ROLE, comma-separated; a role is "
                f"one of {', '.join(ROLES)}"
            )
        roles.append((value, role))
    return found[1], tuple(roles)
