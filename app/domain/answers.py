"""What a report answers, as triage reads it, and which answers a policy's form offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.domain.policy import SupportPolicy

Affected = Literal["everyone", "some", "unsure"]
Way = Literal[
    "form", "mail", "junk"
]  # junk: by a mail that looks like it, from somebody whom the directory does not know

AFFECTED: tuple[Affected, ...] = ("everyone", "some", "unsure")
OTHER, UNSURE = "other", "unsure"  # what the form offers beside a policy's services and exclusions


class AnswersError(ValueError):
    """An answer that the form does not offer: which, and what is allowed."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """A customer's term, both days included. None: it has no beginning, or no end, that is known."""

    starts: date | None
    ends: date | None

    def holds(self, day: date) -> bool:
        """Whether that local date lies in the term."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What triage needs to know of a report, and of the customer that it came from.

    `told` holds the choices by their question's field. None is what nobody has said: no severity is set yet, the tier
    and the region are the policy's default ones, and the term counts as running.
    """

    services: tuple[str, ...]
    affected: Affected
    severity: str | None = None
    tier: str | None = None
    region: str | None = None
    term: Term | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    way: Way = "form"


def check(policy: SupportPolicy, answers: Answers) -> None:
    """Raises AnswersError, naming what is allowed, for an answer that the policy's form does not offer."""
    services = offered(policy)
    for slug in answers.services:
        _expect("services", slug, services)
    if policy.scope.services_clauses and not answers.services:
        raise AnswersError(f"services: choose at least one of {', '.join(services)}")
    _expect("affected", answers.affected, AFFECTED)
    _expect("severity", answers.severity, [severity.slug for severity in policy.severities])
    check_place(policy, answers.tier, answers.region)
    choices = {question.field: question.choices for question in policy.questions if question.choices}
    for name, slug in answers.told.items():
        _expect("answers", name, choices)
        _expect(f"answers.{name}", slug, [*(choice.slug for choice in choices[name]), UNSURE])


def check_place(policy: SupportPolicy, tier: str | None, region: str | None) -> None:
    """Raises AnswersError for a tier or region that is not the policy's. A policy without any takes every name."""
    if policy.tiers:
        _expect("tier", tier, [one.slug for one in policy.tiers])
    if policy.regions:
        _expect("region", region, [one.slug for one in policy.regions])


def offered(policy: SupportPolicy) -> tuple[str, ...]:
    """The slugs that a report can choose from, in the form's order."""
    return (*(one.slug for one in policy.services), *(one.slug for one in policy.exclusions), OTHER, UNSURE)


def _expect(key: str, slug: str | None, allowed: Collection[str]) -> None:
    if slug is not None and slug not in allowed:
        raise AnswersError(f"{key}: {slug!r} is not one of {', '.join(allowed)}")
