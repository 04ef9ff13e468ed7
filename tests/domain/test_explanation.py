"""A decision in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain import policy_file
from app.domain.explanation import explain
from app.domain.policy import Target
from app.domain.rulebook import Rulebook
from app.domain.triage import Answers

POLICY = policy_file.load("prospect365")
RULES = Rulebook.of(POLICY)
CRM = Answers(services=("crm",), affected="everyone")


def test_it_says_when_whether_and_until_when():
    lines = explain(RULES, datetime(2026, 12, 25, 3, tzinfo=UTC), CRM)

    assert lines[0] == "At Friday 25 December 2026 03:00 GMT, Europe/London:"
    assert lines[1] == (
        "The gate is open. Today is a bank holiday (Christmas Day). It closes at Tuesday 29 December 2026 08:30 GMT."
    )
    assert lines[2] == "Verdict: accepted, severity critical."
    assert lines[3].startswith("  PS-3 (decides): ")
    assert lines[-1] == "No resolution time is promised."


def test_the_two_hours_of_a_clock_change_are_told_apart():
    words = "\n".join(explain(RULES, datetime(2026, 10, 25, 0, 10, tzinfo=UTC), CRM))

    assert "counted from Sunday 25 October 2026 01:10 BST to Sunday 25 October 2026 02:10 GMT: 2 h" in words


def test_each_span_of_business_time_is_told():
    target = Target(
        measures="response", severity="critical", counted="business", within=timedelta(hours=10), clause="PS-9"
    )
    rules = Rulebook.of(replace(POLICY, targets=(target,)))

    words = explain(rules, datetime(2026, 11, 21, 3, tzinfo=UTC), CRM)

    assert (
        "    counted from Monday 23 November 2026 08:30 GMT to Monday 23 November 2026 17:00 GMT: 8 h 30 min" in words
    )
    assert (
        "    counted from Tuesday 24 November 2026 08:30 GMT to Tuesday 24 November 2026 10:00 GMT: 1 h 30 min" in words
    )


def test_a_report_that_is_not_accepted_has_no_deadline():
    words = "\n".join(explain(RULES, datetime(2026, 11, 23, 12, tzinfo=UTC), CRM))

    assert "The gate is closed." in words
    assert "is due at" not in words


def test_missing_data_is_said():
    assert "doubt opens the form" in "\n".join(explain(RULES, datetime(2101, 11, 23, 12, tzinfo=UTC), CRM))
