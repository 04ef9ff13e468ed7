"""Twenty nights, each from its seed: `python -m tests.simulate` plays as many as one likes."""

from collections.abc import Callable

import pytest

from tests.simulate.night import Night
from tests.simulate.nights import nights
from tests.simulate.plan import Plan
from tests.simulate.stage import Stage

SEEDS = [seed for seed in range(1, 100) if Plan.of(seed).storm < 10][:20]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_was_promised_is_broken(stage_of: Callable[[str], Stage], seed: int) -> None:
    plan = Plan.of(seed)

    outcome = Night(stage_of(plan.policy), plan).runs()

    assert not outcome.violations, "\n".join(str(violation) for violation in outcome.violations)


def test_the_same_seed_is_the_same_night(stage_of: Callable[[str], Stage]) -> None:
    plan = next(plan for plan in map(Plan.of, range(1, 100)) if plan.mishaps and plan.faults and not plan.storm)
    stage = stage_of(plan.policy)

    assert Night(stage, plan).runs().trace == Night(stage, plan).runs().trace


def test_the_nights_are_of_every_kind() -> None:
    plans = [Plan.of(seed) for seed in range(1, 366)]

    assert len({plan.policy for plan in plans}) == 5
    assert {layer for plan in plans for layer in plan.holes} == {"primary", "backup", "duty-manager"}
    assert any(plan.storm for plan in plans) and any(plan.mishaps for plan in plans)
    lengths = {plan.ends - plan.begins for plan in plans}
    assert len(lengths) == 3  # the usual, one with an hour less and one with an hour more


def test_nights_in_two_processes_are_the_nights_that_they_are_in_one() -> None:
    seeds = range(1, 3)

    apart, together = ([one.events for one in nights(seeds, jobs)] for jobs in (2, 1))

    assert apart == together
    assert len(apart) == len(seeds)
