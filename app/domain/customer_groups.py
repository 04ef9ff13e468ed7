"""Which customers something holds for, by tier and region, and how people call them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from app.domain.policy import SupportPolicy
from app.domain.rulebook import Place, places

Value = TypeVar("Value")


def sharing(policy: SupportPolicy, value_of: Callable[[Place], Value]) -> list[tuple[str, Value]]:
    """Each different value with the customers that it holds for, in the policy's order."""
    found: list[tuple[list[Place], Value]] = []
    for place in places(policy):
        value = value_of(place)
        known = next((own for own, other in found if other == value), None)
        if known is None:
            found.append(([place], value))
        else:
            known.append(place)
    return [(named(policy, own), value) for own, value in found]


def named(policy: SupportPolicy, own: Collection[Place]) -> str:
    """ "Enterprise, United States"; a tier or a region that makes no difference is left out."""
    tiers = [tier for tier in policy.tiers if any(slug == tier.slug for slug, _ in own)]
    regions = [region for region in policy.regions if any(slug == region.slug for _, slug in own)]
    if len(own) < max(len(tiers), 1) * max(len(regions), 1):
        return "; ".join(named(policy, [place]) for place in own)
    shares = ((tiers, policy.tiers), (regions, policy.regions))
    parts = [" and ".join(one.name for one in some) for some, whole in shares if len(some) < len(whole)]
    return ", ".join(parts) or "Every customer"
