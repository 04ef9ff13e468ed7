"""Which severity a report's answers suggest until a person has triaged it: in doubt, the most severe."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from app.domain.answers import AFFECTED, OTHER, UNSURE, Answers
from app.domain.policy import SupportPolicy

CORE = ("yes", "no")


def severity(policy: SupportPolicy, answers: Answers) -> str:
    """The slug of the most severe severity that the answers leave possible. Without suggestions, the policy's first."""
    return suggested(policy, known(policy, answers))


def suggested(policy: SupportPolicy, facts: Mapping[str, str]) -> str:
    """The severity of some facts. A fact that is missing could have any value."""
    left = possible(policy, facts)
    slugs = [severity.slug for severity in policy.severities]
    return next((slug for slug in slugs if slug in left), slugs[0])


def possible(policy: SupportPolicy, facts: Mapping[str, str]) -> set[str]:
    """The severities that some suggestion still allows."""
    return {
        row.severity
        for row in policy.suggests
        if all(fact not in facts or facts[fact] in allowed for fact, allowed in row.when.items())
    }


def known(policy: SupportPolicy, answers: Answers) -> dict[str, str]:
    """The facts that the answers settle; who is not sure settles nothing."""
    core = _core(policy, answers)
    facts = {"affected": answers.affected, **answers.told, **({"core": core} if core else {})}
    return {fact: value for fact, value in facts.items() if value != UNSURE}


def values(policy: SupportPolicy) -> dict[str, tuple[str, ...]]:
    """Every fact that can suggest a severity, with the values that it may have."""
    choices = {
        question.field: tuple(choice.slug for choice in question.choices)
        for question in policy.questions
        if question.choices
    }
    return {"affected": tuple(word for word in AFFECTED if word != UNSURE), "core": CORE, **choices}


def combinations(policy: SupportPolicy) -> list[dict[str, str]]:
    """Every combination of values of the facts that some suggestion names."""
    named = {fact for row in policy.suggests for fact in row.when}
    facts = {fact: allowed for fact, allowed in values(policy).items() if fact in named}
    return [dict(zip(facts, combination, strict=True)) for combination in product(*facts.values())]


def _core(policy: SupportPolicy, answers: Answers) -> str | None:
    """Whether a core service has stopped. Something else, or not sure, might be one."""
    chosen = [service for service in policy.services if service.slug in answers.services]
    if any(service.is_core for service in chosen):
        return "yes"
    in_doubt = not chosen or OTHER in answers.services or UNSURE in answers.services
    return None if in_doubt else "no"
