"""InFormed's support service levels, clause by clause, at their edges. Times are on London's wall clock."""

from datetime import date, timedelta

import pytest

from app.domain.answers import Term
from app.domain.gate import gate
from app.domain.helpline import answered, menus
from tests.policies.asked import counted, outcomes, reported, rules_of, wall

RULES = rules_of("informed")
WEEKDAYS = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]


def london(words):
    return wall("Europe/London", words)


class TestIF1ThreeWaysIn:
    def test_telephone_mail_and_the_web_are_shown(self):
        assert [route.kind for route in RULES.policy.routes] == ["telephone", "mail", "web"]

    def test_the_policy_names_all_three(self):
        assert [(way.kind, way.clause) for way in RULES.policy.ways_in] == [
            ("telephone", "IF-1"),
            ("mail", "IF-1"),
            ("form", "IF-1"),
        ]

    def test_a_mail_is_a_request_and_doubt_makes_it_the_first_level(self):
        decision = reported(RULES, london("2026-11-20 10:00"), "unsure", affected="unsure", way="mail")

        assert (decision.verdict, decision.severity) == ("accepted", "l1")
        assert outcomes(decision)["IF-1"] in ("decides", "met")

    def test_a_mail_outside_the_term_is_declined_as_a_form_is(self):
        term = Term(starts=None, ends=date(2026, 1, 1))
        for way in ("form", "mail"):
            decision = reported(RULES, london("2026-11-20 10:00"), "core", term=term, way=way)
            assert decision.reasons[0].clause == "IF-2", way

    def test_the_telephone_is_answered_by_that_clause(self):
        assert RULES.policy.helpline is not None
        assert RULES.policy.helpline.clause == "IF-1"

    def test_a_caller_is_asked_what_the_level_needs(self):
        asked = {menu.field: [option.slug for option in menu.options] for menu in menus(RULES.policy)}

        assert asked == {
            "services": ["core", "other-function", "other", "unsure"],
            "impact": ["all-down", "unavailable", "significant", "impaired", "cosmetic", "unsure"],
        }

    def test_a_call_is_taken_at_any_hour_and_doubt_is_urgent(self):
        for at in ("2026-11-21 02:10", "2026-11-17 12:00", "2026-12-25 03:00"):
            heard = answered(RULES.policy, {})
            said = reported(RULES, london(at), heard["services"], told={"impact": heard["impact"]})

            assert (said.verdict, said.severity) == ("accepted", "l1"), at


class TestIF2BusinessHours:
    @pytest.mark.parametrize("day", WEEKDAYS)
    def test_they_are_nine_to_half_past_five_on_weekdays(self, day):
        for time, is_open in (("08:59:59", 0), ("09:00", 1), ("09:01", 1), ("17:29:59", 1), ("17:30", 0), ("17:31", 0)):
            assert RULES.calendar.is_open(london(f"{day} {time}")) == is_open, time

    def test_they_are_not_at_the_weekend(self):
        for day in ("2026-11-21", "2026-11-22"):
            assert not any(RULES.calendar.is_open(london(f"{day} {hour:02}:15")) for hour in range(24))

    @pytest.mark.parametrize(
        "day",
        [
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-04",
            "2026-05-25",
            "2026-08-31",
            "2026-12-25",
            "2026-12-28",
        ],
    )
    def test_they_are_not_on_englands_bank_holidays(self, day):
        assert not RULES.calendar.is_open(london(f"{day} 12:00"))

    def test_they_follow_the_wall_clock(self):
        for day, hour in (("2026-03-27", 9), ("2026-03-30", 8), ("2026-10-23", 8), ("2026-10-26", 9)):
            opening = wall("UTC", f"{day} {hour:02}:00")
            assert RULES.calendar.is_open(opening)
            assert not RULES.calendar.is_open(opening - timedelta(microseconds=1))

    def test_reports_are_taken_at_any_hour(self):
        for at in ("2026-11-20 17:30", "2026-11-21 03:00", "2026-12-25 12:00"):
            assert gate(RULES, london(at)).is_open
            assert reported(RULES, london(at)).verdict == "accepted"


class TestIF2TheTerm:
    TERM = Term(starts=date(2026, 4, 1), ends=date(2027, 3, 31))

    @pytest.mark.parametrize(
        ("at", "verdict"),
        [
            ("2026-03-31 23:59:59", "declined"),
            ("2026-04-01 00:00", "accepted"),
            ("2026-04-01 00:01", "accepted"),
            ("2027-03-31 00:00", "accepted"),
            ("2027-03-31 23:59:59", "accepted"),
            ("2027-04-01 00:00", "declined"),
        ],
    )
    def test_it_begins_and_ends_at_midnight_with_both_days_in_it(self, at, verdict):
        decision = reported(RULES, london(at), term=self.TERM)

        assert decision.verdict == verdict
        assert outcomes(decision)["IF-2"] == ("met" if verdict == "accepted" else "decides")

    def test_the_day_is_londons_and_not_greenwichs(self):
        """In summer the first hour of a day in London is still the day before in Greenwich."""
        assert reported(RULES, wall("UTC", "2026-03-31 23:30"), term=self.TERM).verdict == "accepted"
        assert reported(RULES, wall("UTC", "2026-03-31 22:59:59"), term=self.TERM).verdict == "declined"

    def test_a_report_outside_it_is_declined_by_its_clause_and_nothing_is_due(self):
        decision = reported(RULES, london("2027-04-01 10:00"), "core", term=self.TERM)

        assert (decision.reasons[0].clause, decision.reasons[0].outcome) == ("IF-2", "decides")
        assert (decision.respond_by, decision.resolve_by, decision.promises) == (None, None, ())

    def test_a_term_that_nobody_knows_counts_as_running(self):
        decision = reported(RULES, london("2027-04-01 10:00"))

        assert decision.verdict == "accepted"
        assert outcomes(decision)["IF-2"] == "assumed"

    def test_a_term_may_be_open_at_either_end(self):
        for term in (Term(starts=date(2026, 4, 1), ends=None), Term(starts=None, ends=date(2027, 12, 31))):
            assert reported(RULES, london("2027-04-01 10:00"), term=term).verdict == "accepted"

    def test_a_deadline_may_lie_after_its_end(self):
        decision = reported(RULES, london("2027-03-31 17:00"), severity="l1", term=self.TERM)

        assert decision.respond_by == london("2027-04-01 10:30")


class TestIF4AndIF5Levels:
    @pytest.mark.parametrize(
        ("service", "impact", "level"),
        [
            ("core", "all-down", "l1"),
            ("other-function", "all-down", "l1"),
            ("core", "unavailable", "l1"),
            ("core", "significant", "l2"),
            ("core", "impaired", "l3"),
            ("core", "cosmetic", "l4"),
            ("other-function", "unavailable", "l3"),
            ("other-function", "significant", "l3"),
            ("other-function", "impaired", "l4"),
            ("other-function", "cosmetic", "l4"),
            ("unsure", "significant", "l2"),
            ("other", "impaired", "l3"),
            ("other-function", "unsure", "l1"),
        ],
    )
    def test_core_or_not_and_how_bad_suggest_one(self, service, impact, level):
        assert reported(RULES, london("2026-11-20 12:00"), service, told={"impact": impact}).severity == level

    def test_a_core_function_beside_another_counts(self):
        told = {"impact": "significant"}

        assert reported(RULES, london("2026-11-20 12:00"), "other-function", "core", told=told).severity == "l2"

    def test_without_answers_it_is_the_most_severe(self):
        assert reported(RULES, london("2026-11-20 12:00")).severity == "l1"

    def test_the_vendor_decides(self):
        assert RULES.policy.triage.clause == "IF-5"


class TestIF6Responses:
    @pytest.mark.parametrize(
        ("at", "level", "due"),
        [
            ("2026-11-19 12:00", "l1", "2026-11-19 14:00"),
            ("2026-11-19 15:30", "l1", "2026-11-19 17:30"),
            ("2026-11-19 15:31", "l1", "2026-11-20 09:01"),
            ("2026-11-20 17:30", "l1", "2026-11-23 11:00"),
            ("2026-11-19 14:00", "l2", "2026-11-20 09:30"),
            ("2026-08-28 17:00", "l1", "2026-09-01 10:30"),
            ("2026-11-19 10:15", "l3", "2026-11-20 10:15"),
            ("2026-11-20 10:15", "l3", "2026-11-23 10:15"),
            ("2026-11-20 17:29:59", "l3", "2026-11-23 17:29:59"),
            ("2026-11-20 17:30", "l3", "2026-11-24 09:00"),
            ("2026-11-21 12:00", "l3", "2026-11-24 09:00"),
            ("2026-12-24 16:00", "l3", "2026-12-29 16:00"),
            ("2026-11-19 10:15", "l4", "2026-11-26 10:15"),
            ("2026-12-24 16:00", "l4", "2027-01-05 16:00"),
            ("2026-03-27 15:00", "l3", "2026-03-30 15:00"),
            ("2026-10-23 15:00", "l3", "2026-10-26 15:00"),
        ],
    )
    def test_each_level_has_its_hours_or_days(self, at, level, due):
        assert reported(RULES, london(at), severity=level).respond_by == london(due)


class TestIF7WhatAResponseHolds:
    def test_receipt_diagnosis_and_timetable(self):
        parts = [(part.slug, part.required) for part in RULES.policy.response.parts]

        assert parts == [("receipt", True), ("diagnosis", False), ("timetable", True)]
        assert {part.clause for part in RULES.policy.response.parts} == {"IF-7"}
        assert RULES.policy.response.met_by == "reply"

    def test_the_clause_applies_to_what_is_accepted(self):
        assert outcomes(reported(RULES, london("2026-11-20 12:00")))["IF-7"] == "applies"


class TestIF8Resolutions:
    @pytest.mark.parametrize(
        ("at", "level", "due"),
        [
            ("2026-11-19 12:00", "l1", "2026-11-19 16:00"),
            ("2026-11-19 13:30", "l1", "2026-11-19 17:30"),
            ("2026-11-19 12:00", "l2", "2026-11-20 11:30"),
            ("2026-11-19 12:00", "l3", "2026-11-25 12:00"),
            ("2026-11-19 12:00", "l4", "2026-12-03 12:00"),
            ("2026-12-18 12:00", "l4", "2027-01-06 12:00"),
        ],
    )
    def test_each_level_has_its_hours_or_days(self, at, level, due):
        assert reported(RULES, london(at), severity=level).resolve_by == london(due)

    def test_the_spans_are_told(self):
        at = london("2026-08-28 17:00")
        hours, days = (reported(RULES, at, severity=level) for level in ("l1", "l3"))

        assert counted(RULES, hours, at) == [
            "Fri 17:00-17:30 30 min, Sat and Sun closed, Mon holiday (Late Summer Bank Holiday), "
            "Tue 09:00-10:30 1 h 30 min"
        ]
        assert counted(RULES, days, at) == [
            "from Fri 17:00: Sat and Sun closed, Mon holiday (Late Summer Bank Holiday), Tue 17:00 is day 1"
        ]


def test_every_clause_is_there_in_words():
    assert list(RULES.policy.clauses) == [f"IF-{number}" for number in range(1, 9)]
