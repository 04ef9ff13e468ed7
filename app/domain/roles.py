"""Roles: what somebody at the desk may do. Each may do all that those before it may."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["viewer", "engineer", "manager", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)

ADMINISTRATOR = "administrator"
PAGED = ("engineer", "manager", "administrator")  # a viewer reads, and nobody wakes them
MANAGING = ("manager", "administrator")  # whom alarms and late replies are told to

EACH = (
    "Viewers read. Engineers also answer reports, and are paged. Managers also change the rota, customers and "
    "maintenance. Administrators also add people and make keys"
)


def at_least(role: str, least: str) -> bool:
    """Whether a role may do what `least` may. A role that nobody knows may do nothing."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(least)
