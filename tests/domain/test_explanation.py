"""A decision in words."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain import policy_file, span_words
from app.domain.explanation import explain, explained
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
    assert lines[-5:] == [
        "No resolution time is promised.",
        "Until somebody acknowledges, these are paged:",
        "  at once: Primary, by text and mail, and by call 2 min later",
        "  after 5 min: Backup, by text, mail and call",
        "  after 10 min: everyone and Duty manager, by text, mail and call, and again every 5 min",
    ]


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


PUGPIG = Rulebook.of(policy_file.load("pugpig"))
FRIDAY = datetime(2026, 11, 20, 17, 45, tzinfo=UTC)
ENTERPRISE = Answers(services=(), affected="everyone", tier="enterprise")


def test_response_and_resolution_are_told_target_by_target():
    lines = explain(PUGPIG, FRIDAY, ENTERPRISE)

    assert "Verdict: accepted, severity p1, tier enterprise, region uk." in lines
    assert lines[lines.index("The response is due at Friday 20 November 2026 19:00 GMT.") + 1].startswith(
        "  PP-5: 30 minutes of support time, ends at Monday 23 November 2026 09:15 GMT: "
        "Fri 17:45-18:00 15 min, Sat and Sun closed, Mon 09:00-09:15 15 min"
    )
    assert lines[-6:-4] == [
        "The resolution is due as soon as possible: no time is promised.",
        "  PP-5: as soon as possible.",
    ]


def test_times_are_on_the_clock_of_the_customers_region():
    lines = explain(PUGPIG, FRIDAY, replace(ENTERPRISE, region="us", severity="p2"))

    assert lines[0] == "At Friday, November 20, 2026, 12:45 PM EST, America/New_York:"
    assert (
        "    counted from Friday, November 20, 2026, 12:45 PM EST to Monday, November 23, 2026, 12:45 PM EST: "
        "1 working day" in lines
    )


def test_for_json_each_promise_has_its_spans_and_they_add_up():
    told = explained(PUGPIG, FRIDAY, replace(ENTERPRISE, severity="p2"))

    response, resolution = told["promises"]
    assert (told["respond_by"], told["resolve_by"]) == (response["due"], resolution["due"])
    assert sum(span["seconds"] for span in response["spans"]) == 3600
    assert sum(span.get("working_days", 0) for span in resolution["spans"]) == 1
    assert response["spans"][1] == {
        "starts": "2026-11-21T00:00:00Z",
        "ends": "2026-11-22T00:00:00Z",
        "seconds": 0,
        "why": "closed",
    }
    assert json.loads(json.dumps(told)) == told


def test_where_the_hours_are_not_known_every_hour_counts_and_it_says_so():
    lines = explain(PUGPIG, datetime(2101, 11, 18, 12, tzinfo=UTC), ENTERPRISE)

    assert any("every hour counts, because the hours are not known" in line for line in lines)


def test_targets_are_told_in_words():
    said = {span_words.promised(target) for target in PUGPIG.policy.targets}

    assert said == {
        "30 minutes of support time",
        "1 hour from the first moment outside support hours",
        "as soon as possible",
        "1 hour of support time",
        *(f"{number} hours of support time" for number in (2, 3, 4)),
        "1 working day",
        *(f"{number} working days" for number in (3, 5)),
    }


def test_a_day_of_real_time_is_told_as_one():
    day = Target(measures="response", severity="p2", counted="elapsed", within=timedelta(days=1), clause="KU-4")

    assert span_words.within(day) == "1 day"
    assert span_words.within(replace(day, counted="business")) == "24 hours"
    assert span_words.within(replace(day, within=timedelta(seconds=90))) == "90 seconds"
    assert span_words.promised(replace(day, applies="inside", strictly=True)) == (
        "1 day from the first moment inside support hours, for reports made inside them only"
    )


def test_a_severity_with_steps_of_its_own_is_told_by_them():
    asked = replace(ENTERPRISE, severity="p4")

    assert explain(PUGPIG, FRIDAY, asked)[-4:] == [
        "Nobody is woken. These are told by mail:",
        "  at once: Primary, by mail",
        "  after 1 h: Primary and Backup, by mail",
        "  after 4 h: everyone and Duty manager, by mail, and again every 4 h",
    ]
    assert explained(PUGPIG, FRIDAY, asked)["paging"] == {
        "steps": [
            {"after_seconds": 0, "pages": ["primary"], "media": ["mail"], "calls_after_seconds": None},
            {"after_seconds": 3600, "pages": ["primary", "backup"], "media": ["mail"], "calls_after_seconds": None},
            {
                "after_seconds": 14400,
                "pages": ["everyone", "duty-manager"],
                "media": ["mail"],
                "calls_after_seconds": None,
            },
        ],
        "repeat_seconds": 14400,
    }


def test_a_step_that_rings_says_how_long_after_its_text_and_mail():
    asked = replace(ENTERPRISE, severity="p1")

    assert explain(PUGPIG, FRIDAY, asked)[-4:] == [
        "Until somebody acknowledges, these are paged:",
        "  at once: Primary, by text and mail, and by call 2 min later",
        "  after 5 min: Backup, by text, mail and call",
        "  after 10 min: everyone and Duty manager, by text, mail and call, and again every 5 min",
    ]
    assert explained(PUGPIG, FRIDAY, asked)["paging"]["steps"][:2] == [
        {"after_seconds": 0, "pages": ["primary"], "media": ["sms", "mail"], "calls_after_seconds": 120},
        {"after_seconds": 300, "pages": ["backup"], "media": ["sms", "mail"], "calls_after_seconds": 0},
    ]
