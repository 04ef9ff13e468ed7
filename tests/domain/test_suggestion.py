"""Which severity answers suggest: in doubt the most severe, and more answers never make it worse."""

from dataclasses import replace
from itertools import product

import pytest

from app.domain import policy_file, suggestion
from app.domain.policy import Suggestion
from app.domain.triage import Answers

INFORMED = policy_file.load("informed")
PROSPECT = policy_file.load("prospect365")


def answers(*services, affected="everyone", **told):
    return Answers(services=services, affected=affected, told=told)


def test_a_policy_without_suggestions_has_its_first_severity():
    assert suggestion.severity(PROSPECT, answers("crm", affected="some")) == "critical"


def test_who_is_affected_may_decide():
    policy = replace(
        INFORMED,
        suggests=(
            Suggestion(severity="l1", when={"affected": ("everyone",)}),
            Suggestion(severity="l3", when={"affected": ("some",)}),
        ),
    )

    assert [suggestion.severity(policy, answers(affected=word)) for word in ("everyone", "some", "unsure")] == [
        "l1",
        "l3",
        "l1",
    ]


@pytest.mark.parametrize(
    ("services", "core"),
    [
        (("core",), "yes"),
        (("other-function",), "no"),
        (("core", "other-function"), "yes"),
        (("other-function", "unsure"), None),
        (("other-function", "other"), None),
        (("unsure",), None),
        ((), None),
    ],
)
def test_a_service_is_core_or_not_and_in_doubt_neither(services, core):
    assert suggestion.known(INFORMED, answers(*services)).get("core") == core


@pytest.mark.parametrize("name", policy_file.shipped())
def test_knowing_more_never_makes_it_worse(name):
    policy = policy_file.load(name)
    order = [severity.slug for severity in policy.severities]
    facts = suggestion.values(policy)

    for known in product(*((None, *values) for values in facts.values())):
        given = {fact: value for fact, value in zip(facts, known, strict=True) if value is not None}
        worst = order.index(suggestion.suggested(policy, given))
        for left_out in given:
            less = {fact: value for fact, value in given.items() if fact != left_out}
            assert order.index(suggestion.suggested(policy, less)) <= worst


@pytest.mark.parametrize("name", policy_file.shipped())
def test_every_severity_is_suggested_by_some_answers(name):
    policy = policy_file.load(name)

    suggested = {suggestion.suggested(policy, facts) for facts in suggestion.combinations(policy)}

    assert suggested == {severity.slug for severity in policy.severities}
