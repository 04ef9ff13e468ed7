"""What will hurt about who is paged: steps that begin late, end with a few, wake nobody, or fall silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.domain import escalation, times
from app.domain.paging_plan import EscalationPolicy
from app.domain.policy import SupportPolicy


def told(policy: SupportPolicy) -> Iterator[tuple[str, str]]:
    """Each trap: the key and the reason."""
    for key, steps in _all(policy).items():
        yield from _steps(key, steps)
    most_severe = policy.severities[0].slug
    if not policy.escalation_of(most_severe).wakes:
        yield "escalation", f"the most severe, {most_severe!r}, wakes nobody: its steps go by mail alone"
    yield from _without_steps(policy)
    if not policy.watch.marks:
        yield "watch.marks", "are missing: nobody hears that the response target is in danger"


def _all(policy: SupportPolicy) -> dict[str, EscalationPolicy]:
    """All the steps of a policy, once each, by where they stand in its file."""
    own = {id(steps): steps for steps in policy.escalations.values()}
    general = {} if id(policy.escalation) in own else {"escalation": policy.escalation}
    return general | {f"escalation.for[{number}]": steps for number, steps in enumerate(own.values(), start=1)}


def _steps(key: str, policy: EscalationPolicy) -> Iterator[tuple[str, str]]:
    first, last = policy.steps[0], policy.steps[-1]
    if first.after > timedelta(0):
        yield f"{key}.steps[1].after", f"nobody is paged in the first {first.after}"
    if "everyone" not in last.pages:
        yield f"{key}.steps", "the last step does not page everyone, and it is the one repeated"
    if policy.wakes and all(step.calls is None for step in policy.steps):
        yield f"{key}.steps", "nobody is ever called: a text alone may wake nobody"
    longest = max(escalation.silences(policy), default=timedelta(0))
    if longest > escalation.LONGEST_SILENCE:
        allowed = times.duration(escalation.LONGEST_SILENCE)
        yield (
            key,
            f"people are woken, and then nobody is paged for {times.duration(longest)}: let it be at most {allowed}",
        )


def _without_steps(policy: SupportPolicy) -> Iterator[tuple[str, str]]:
    """Severities for which there are no steps, where there are none for all either."""
    if any(policy.escalation is steps for steps in policy.escalations.values()):
        for severity in policy.severities:
            if severity.slug not in policy.escalations:
                yield "escalation.for", f"severity {severity.slug!r} has no steps: it is paged as the most severe"
