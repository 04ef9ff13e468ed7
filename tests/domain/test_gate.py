"""The gate of policies that are not the default: it never closes, or its hours cannot be known."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain import policy_file
from app.domain.calendar import NaiveInstant
from app.domain.gate import gate
from app.domain.policy import Gate
from app.domain.rulebook import Rulebook
from app.domain.triage import Answers, decide
from tests.domain.weeks import england, hours

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
POLICY = policy_file.load("prospect365")


def rules(holidays_of_year=None, **changes):
    policy = replace(POLICY, **changes)
    return Rulebook.of(policy, holidays_of_year) if holidays_of_year else Rulebook.of(policy)


def no_data(rule, year):
    raise LookupError(f"{rule.subdivision} {year} is unknown")


def test_a_gate_that_never_closes_is_open_at_noon():
    state = gate(rules(gate=Gate(opens="always", clauses=())), NOON)

    assert (state.is_open, state.opens_at, state.closes_at, state.doubt) == (True, None, None, "")


@pytest.mark.parametrize("opens", ["always", "outside-hours"])
def test_an_instant_without_a_zone_is_an_error(opens):
    with pytest.raises(NaiveInstant):
        gate(rules(gate=Gate(opens=opens, clauses=("PS-1",))), datetime(2026, 11, 23, 12))  # noqa: DTZ001


def test_without_holiday_data_the_gate_is_open_and_says_so():
    state = gate(rules(no_data), NOON)

    assert (state.is_open, state.opens_at, state.closes_at) == (True, None, None)
    assert "ENG 2026 is unknown" in state.doubt


def test_without_holiday_data_a_report_is_accepted_with_its_deadline():
    decision = decide(rules(no_data), Answers(services=("crm",), affected="everyone"), NOON)

    assert decision.verdict == "accepted"
    assert decision.respond_by == datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert any("doubt opens the form" in reason.detail for reason in decision.reasons)


def test_what_is_not_covered_stays_declined_without_holiday_data():
    decision = decide(rules(no_data), Answers(services=("on-premise",), affected="everyone"), NOON)

    assert decision.verdict == "declined"


def test_a_next_change_that_nobody_knows_is_left_out():
    def until_2026(rule, year):
        return {} if year <= 2026 else no_data(rule, year)

    state = gate(
        rules(until_2026, hours=hours(monday="09:00-17:00", holidays=england())), datetime(2026, 12, 31, tzinfo=UTC)
    )

    assert (state.is_open, state.closes_at, state.doubt) == (True, None, "")


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (datetime(2026, 11, 23, 12, tzinfo=UTC), "These are normal support hours."),
        (datetime(2026, 11, 23, 3, tzinfo=UTC), "It is outside normal support hours."),
        (datetime(2026, 11, 22, 3, tzinfo=UTC), "There are no normal support hours on a Sunday."),
        (datetime(2026, 8, 31, 12, tzinfo=UTC), "Today is a bank holiday (Late Summer Bank Holiday)."),
    ],
)
def test_the_gate_says_why(at, why):
    assert gate(rules(), at).why == why
