"""Triage where the policies to come differ from the default one, and answers that no form offers."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations, product

import pytest

from app.domain import policy_file
from app.domain.policy import Gate, Scope
from app.domain.rulebook import Rulebook
from app.domain.triage import AFFECTED, Answers, AnswersError, decide, offered

NIGHT = datetime(2026, 11, 21, 3, 2, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
POLICY = policy_file.load("prospect365")
RULES = Rulebook.of(POLICY)


def answers(*services, affected="everyone", **more):
    return Answers(services=services, affected=affected, **more)


def test_every_combination_of_answers_has_the_verdict_that_the_policy_gives_it():
    covered, sure_outs = {"crm", "sites", "website", "cloud-erp-orders"}, {"on-premise", "version-6", "other"}
    choices = offered(POLICY)
    assert set(choices) == covered | sure_outs | {"unsure"}

    for size, affected in product(range(1, len(choices) + 1), AFFECTED):
        for chosen in combinations(choices, size):
            decision = decide(RULES, answers(*chosen, affected=affected), NIGHT)
            may_be_covered = bool(covered & set(chosen)) or "unsure" in chosen
            expected = "accepted" if may_be_covered and affected != "some" else "declined"
            assert decision.verdict == expected, (chosen, affected)
            assert (decision.respond_by is not None) == (expected == "accepted")
            assert set(decision.covered) | set(decision.noted) == set(chosen)
            assert decide(RULES, answers(*chosen, affected=affected), NOON).verdict == "closed"


def test_the_order_of_the_answers_changes_nothing():
    one, other = answers("version-6", "on-premise"), answers("on-premise", "version-6")

    assert decide(RULES, one, NIGHT).reasons == decide(RULES, other, NIGHT).reasons


def test_a_service_that_is_chosen_twice_counts_once():
    assert decide(RULES, answers("crm", "crm", "other", "other"), NIGHT).noted == ("other",)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (answers("crn"), "services: 'crn' is not one of crm, sites"),
        (answers(), "services: choose at least one of crm"),
        (answers("crm", affected="all"), "affected: 'all' is not one of everyone, some, unsure"),
        (answers("crm", severity="p1"), "severity: 'p1' is not one of critical"),
    ],
)
def test_an_answer_that_the_form_does_not_offer_is_an_error_that_says_what_is(given, message):
    with pytest.raises(AnswersError, match=message):
        decide(RULES, given, NIGHT)


def test_a_policy_without_tiers_or_regions_promises_them_all_the_same():
    plain, tiered = answers("crm"), answers("crm", tier="advanced", region="uk")

    assert decide(RULES, plain, NIGHT) == decide(RULES, tiered, NIGHT)


def test_a_policy_that_does_not_gate_by_service_accepts_a_report_without_one():
    open_to_all = replace(
        POLICY,
        gate=Gate(opens="always", clauses=("PS-6",)),
        scope=Scope(services_clauses=(), everyone_clause=None),
        services=(),
        exclusions=(),
    )

    decision = decide(Rulebook.of(open_to_all), answers(affected="some"), NOON)

    assert decision.verdict == "accepted"
    assert (decision.reasons[0].clause, decision.reasons[0].outcome) == ("PS-6", "decides")


def test_a_clause_that_has_two_things_to_say_says_each_once():
    both = tuple(replace(exclusion, clause="PS-10") for exclusion in POLICY.exclusions)
    decision = decide(
        Rulebook.of(replace(POLICY, exclusions=both)), answers("crm", "version-6", "on-premise", "version-6"), NIGHT
    )

    detail = next(reason.detail for reason in decision.reasons if reason.clause == "PS-10")

    assert detail == " ".join(f"Not covered: {exclusion.name}." for exclusion in both)
