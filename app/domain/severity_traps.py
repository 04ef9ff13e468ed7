"""What will hurt about a policy's severities: those that nothing leads to, and suggestions that suggest nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain import suggestion
from app.domain.policy import Suggestion, SupportPolicy


def told(policy: SupportPolicy) -> Iterator[tuple[str, str]]:
    """Each trap: the key and the reason."""
    yield from _unreachable(policy)
    yield from _idle(policy)


def _unreachable(policy: SupportPolicy) -> Iterator[tuple[str, str]]:
    if policy.triage is not None:
        return
    reached = {suggestion.suggested(policy, facts) for facts in suggestion.combinations(policy)}
    for number, severity in enumerate(policy.severities, start=1):
        if severity.slug not in reached:
            yield f"severities[{number}]", f"no answers suggest {severity.slug!r}, and no [triage] has staff decide"


def _idle(policy: SupportPolicy) -> Iterator[tuple[str, str]]:
    """Rows whose answers all suggest something more severe, or the same by a row before them."""
    order = [severity.slug for severity in policy.severities]
    ranks = [(order.index(row.severity), number) for number, row in enumerate(policy.suggests)]
    combinations = suggestion.combinations(policy)
    deciding = {
        min((rank for rank in ranks if _fits(policy.suggests[rank[1]], facts)), default=None) for facts in combinations
    }
    for rank in ranks:
        if rank not in deciding:
            key = f"suggests[{rank[1] + 1}]"
            yield key, f"never decides: its answers suggest {order[rank[0]]!r} by another row, or something more severe"


def _fits(row: Suggestion, facts: Mapping[str, str]) -> bool:
    return all(facts[fact] in allowed for fact, allowed in row.when.items())
