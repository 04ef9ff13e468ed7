"""The severities of a policy file, the most severe first, and the answers that suggest each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import prod

from app.domain import suggestion
from app.domain.policy import Clause, Severity, Suggestion, SupportPolicy
from app.domain.policy_section import Section

MOST_COMBINATIONS = 10_000


def severity(section: Section, clauses: Mapping[str, Clause]) -> Severity:
    """A severity, with the words that define it."""
    found = Severity(
        slug=section.slug("slug"),
        name=section.text("name"),
        definition=section.text("definition"),
        clause=section.name("clause", clauses, "clause"),
    )
    section.done()
    return found


def suggestions(root: Section, policy: SupportPolicy) -> tuple[Suggestion, ...]:
    """The answers that suggest each severity of a policy; every combination of them suggests one."""
    severities = [severity.slug for severity in policy.severities]
    values = suggestion.values(policy)
    rows = tuple(_row(section, severities, values) for section in root.sections("suggests"))
    facts = {fact for row in rows for fact in row.when if fact in values}
    if prod(len(values[fact]) for fact in facts) > MOST_COMBINATIONS:
        root.fault("suggests", f"the answers have more than {MOST_COMBINATIONS} combinations")
    elif rows and not root.findings.faults:
        _expect_one_for_each(root, replace(policy, suggests=rows))
    return rows


def _row(section: Section, severities: Collection[str], values: Mapping[str, Collection[str]]) -> Suggestion:
    when = section.section("when")
    found = Suggestion(
        severity=section.name("severity", severities, "severity"),
        when={
            fact: when.names(fact, values[fact], "answer to it", at_least=1) for fact in when.table if fact in values
        },
    )
    when.knows(values)
    when.done()
    section.done()
    return found


def _expect_one_for_each(root: Section, policy: SupportPolicy) -> None:
    for facts in suggestion.combinations(policy):
        if not suggestion.possible(policy, facts):
            answers = ", ".join(f"{fact} = {value!r}" for fact, value in facts.items())
            root.fault("suggests", f"no severity is suggested by {answers}")
            return
