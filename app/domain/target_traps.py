"""What will hurt about a policy's targets: rules that overlap, of which one can never be the promise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from app.domain.policy import SupportPolicy
from app.domain.service_levels import Target, WorkingDays


def told(policy: SupportPolicy) -> Iterator[tuple[str, str]]:
    """Each trap: the key and the reason."""
    numbered = list(enumerate(policy.targets, start=1))
    for (first, one), (second, other) in combinations(numbered, 2):
        if _share_reports(one, other) and _is_alike(one, other):
            what = f"the {one.measures} for severity {one.severity!r}"
            yield f"targets[{second}]", f"overlaps targets[{first}]: both promise {what} to the same customers"


def _share_reports(one: Target, other: Target) -> bool:
    """Whether there are reports to which both apply."""
    return (
        (one.measures, one.severity) == (other.measures, other.severity)
        and _meet(one.tiers, other.tiers)
        and _meet(one.regions, other.regions)
    )


def _meet(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not some or not others or not set(some).isdisjoint(others)


def _is_alike(one: Target, other: Target) -> bool:
    """Whether both are counted alike, so that the shorter of them always ends first."""
    if one.within is None or other.within is None:
        return True
    return _counting(one) == _counting(other)


def _counting(target: Target) -> tuple[str, str, bool, type[timedelta] | type[WorkingDays]]:
    kind = WorkingDays if isinstance(target.within, WorkingDays) else timedelta
    return target.counted, target.applies, target.strictly, kind
