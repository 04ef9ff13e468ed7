"""FlatPeak's Support Policy, clause by clause, at its edges. Times are on London's wall clock."""

from datetime import date, timedelta

import pytest

from app.domain.gate import gate
from app.domain.triage import AnswersError
from tests.policies.asked import counted, outcomes, reported, rules_of, wall

RULES = rules_of("flatpeak")
STANDARD, ADVANCED = RULES.calendar_of("standard", None), RULES.calendar_of("advanced", None)
MINUTE = timedelta(minutes=1)
WEEKDAYS = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]


def london(words, fold=0):
    return wall("Europe/London", words, fold)


def respond_by(at, severity, tier="standard"):
    return reported(RULES, london(at), severity=severity, tier=tier).respond_by


class TestFP1StandardSupport:
    @pytest.mark.parametrize("day", WEEKDAYS)
    def test_it_is_there_from_nine_to_six_on_weekdays(self, day):
        for time, is_open in (("08:59", 0), ("08:59:59", 0), ("09:00", 1), ("09:01", 1), ("17:59:59", 1), ("18:00", 0)):
            assert STANDARD.is_open(london(f"{day} {time}")) == is_open, time

    def test_it_is_not_there_at_the_weekend(self):
        for day in ("2026-11-21", "2026-11-22"):
            assert not any(STANDARD.is_open(london(f"{day} {hour:02}:30")) for hour in range(24))

    @pytest.mark.parametrize(
        "day", ["2026-01-01", "2026-04-03", "2026-05-04", "2026-08-31", "2026-12-25", "2026-12-28"]
    )
    def test_it_is_there_on_bank_holidays_since_none_is_excluded(self, day):
        assert STANDARD.is_open(london(f"{day} 09:00"))
        assert not STANDARD.is_open(london(f"{day} 18:00"))

    def test_it_follows_the_wall_clock_all_year(self):
        """ "BST" the whole year round would open an hour early in winter."""
        for day, hour in (("2026-03-27", 9), ("2026-03-30", 8), ("2026-10-23", 8), ("2026-10-26", 9)):
            opening = wall("UTC", f"{day} {hour:02}:00")
            assert STANDARD.is_open(opening)
            assert not STANDARD.is_open(opening - timedelta(microseconds=1))

    def test_every_subscription_has_it(self):
        decision = reported(RULES, london("2026-11-20 12:00"), "api")

        assert decision.tier == "standard"
        assert outcomes(decision)["FP-1"] == "applies"
        assert "FP-2" not in outcomes(decision)

    def test_reports_are_taken_when_it_is_not_there(self):
        for at in ("2026-11-20 18:00", "2026-11-21 03:00", "2026-11-20 12:00"):
            assert gate(RULES, london(at)).is_open
            assert reported(RULES, london(at)).verdict == "accepted"


class TestFP2AdvancedSupport:
    def test_it_is_always_there(self):
        for at in ("2026-11-21 00:00", "2026-11-22 23:59:59", "2026-12-25 12:00", "2026-03-29 01:30"):
            assert ADVANCED.is_open(london(at))
        assert ADVANCED.next_close(london("2026-11-21 03:00")) is None

    def test_it_belongs_to_a_tier(self):
        decision = reported(RULES, london("2026-11-21 03:00"), tier="advanced")

        assert outcomes(decision)["FP-2"] == "applies"
        assert "FP-1" not in outcomes(decision)

    def test_a_tier_that_nobody_sells_is_an_error(self):
        with pytest.raises(AnswersError, match="tier: 'gold' is not one of standard, advanced"):
            reported(RULES, london("2026-11-21 03:00"), tier="gold")


class TestFP3WhatTheCustomerSupplies:
    def test_each_of_it_has_a_question(self):
        fields = [question.field for question in RULES.policy.questions if question.clause == "FP-3"]

        assert fields == ["services", "impact", "workaround", "effect", "started", "steps", "logs", "errors"]

    def test_files_can_stand_beside_the_logs_and_the_errors(self):
        assert {one.field for one in RULES.policy.questions if one.asked == "files"} == {"logs", "errors"}

    def test_nobody_is_turned_away_for_want_of_steps_or_logs(self):
        assert [one.field for one in RULES.policy.questions if not one.required] == ["steps", "logs"]


class TestFP4StaffSetThePriority:
    def test_the_clause_says_so(self):
        assert RULES.policy.triage.clause == "FP-4"

    @pytest.mark.parametrize(
        ("impact", "workaround", "severity"),
        [
            ("stopped", "none", "p1"),
            ("stopped", "unsure", "p1"),
            ("stopped", "known", "p2"),
            ("degraded", "none", "p2"),
            ("degraded", "known", "p2"),
            ("minor", "none", "p3"),
            ("minor", "known", "p3"),
            ("unsure", "none", "p1"),
            ("unsure", "known", "p2"),
        ],
    )
    def test_the_answers_suggest_one(self, impact, workaround, severity):
        for affected in ("everyone", "some", "unsure"):
            told = {"impact": impact, "workaround": workaround}
            assert reported(RULES, london("2026-11-20 12:00"), affected=affected, told=told).severity == severity

    def test_without_answers_it_is_the_most_severe(self):
        assert reported(RULES, london("2026-11-20 12:00")).severity == "p1"

    def test_what_staff_set_goes_before_what_the_answers_suggest(self):
        told = {"impact": "stopped", "workaround": "none"}

        assert reported(RULES, london("2026-11-20 12:00"), severity="p3", told=told).severity == "p3"


class TestFP5Targets:
    @pytest.mark.parametrize(
        ("at", "severity", "due"),
        [
            ("2026-11-20 12:00", "p1", "2026-11-20 13:00"),
            ("2026-11-20 16:59", "p1", "2026-11-20 17:59"),
            ("2026-11-20 17:00", "p1", "2026-11-20 18:00"),
            ("2026-11-20 17:01", "p1", "2026-11-23 09:01"),
            ("2026-11-20 18:00", "p1", "2026-11-23 10:00"),
            ("2026-11-21 03:00", "p1", "2026-11-23 10:00"),
            ("2026-11-23 08:59:59", "p1", "2026-11-23 10:00"),
            ("2026-11-20 12:00", "p2", "2026-11-20 14:00"),
            ("2026-11-20 17:30", "p2", "2026-11-23 10:30"),
            ("2026-11-19 09:00", "p3", "2026-11-20 12:00"),
            ("2026-11-20 15:00", "p3", "2026-11-23 18:00"),
            ("2026-11-20 15:01", "p3", "2026-11-24 09:01"),
            ("2026-12-24 17:30", "p1", "2026-12-25 09:30"),
        ],
    )
    def test_standard_support_counts_its_own_hours(self, at, severity, due):
        assert respond_by(at, severity) == london(due)

    @pytest.mark.parametrize(("severity", "hours"), [("p1", 1), ("p2", 2), ("p3", 12)])
    def test_advanced_support_counts_every_hour(self, severity, hours):
        for at in ("2026-11-20 17:45", "2026-11-21 03:00", "2026-03-29 00:30", "2026-10-25 00:30", "2026-12-31 23:30"):
            assert respond_by(at, severity, "advanced") - london(at) == timedelta(hours=hours)

    def test_over_a_weekend_with_a_clock_change_only_weekday_hours_count(self):
        assert respond_by("2026-03-27 17:30", "p1") == london("2026-03-30 09:30")
        assert respond_by("2026-10-23 17:30", "p1") == london("2026-10-26 09:30")

    def test_no_resolution_is_promised(self):
        assert reported(RULES, london("2026-11-20 12:00")).resolve_by is None

    def test_the_spans_are_told(self):
        at = london("2026-11-20 15:01")

        assert counted(RULES, reported(RULES, at, severity="p3"), at) == [
            "Fri 15:01-18:00 2 h 59 min, Sat and Sun closed, Mon 09:00-18:00 9 h, Tue 09:00-09:01 1 min"
        ]


class TestFP6Causes:
    def test_each_excluded_cause_can_be_found_at_triage(self):
        assert [cause.slug for cause in RULES.policy.causes] == [
            "unauthorised-use",
            "outside-control",
            "customer-systems",
            "third-party",
            "maintenance",
        ]
        assert {cause.clause for cause in RULES.policy.causes} == {"FP-6"}
        assert not any(cause.is_covered for cause in RULES.policy.causes)

    def test_maintenance_is_what_a_window_explains(self):
        assert [cause.slug for cause in RULES.policy.causes if cause.is_maintenance] == ["maintenance"]

    def test_a_reporter_cannot_choose_one(self):
        with pytest.raises(AnswersError, match="services: 'third-party' is not one of api, content"):
            reported(RULES, london("2026-11-20 12:00"), "third-party")


class TestTheWholePolicy:
    def test_every_clause_is_there_in_words(self):
        assert list(RULES.policy.clauses) == [f"FP-{number}" for number in range(1, 8)]

    def test_it_knows_no_term(self):
        assert RULES.policy.term is None
        assert STANDARD.holiday_name(date(2026, 12, 25)) is None
