"""Kustomer's Standard Support Policy, clause by clause, at its edges."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.gate import gate
from app.domain.triage import AnswersError
from tests.policies.asked import counted, outcomes, reported, rules_of, wall
from tests.web.programs import Program

RULES = rules_of("kustomer")
INSTANTS = [
    datetime(2026, 11, 20, 12, tzinfo=UTC),
    datetime(2026, 11, 21, 3, tzinfo=UTC),
    datetime(2026, 12, 25, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    wall("America/New_York", "2026-03-08 01:59:59"),
    wall("America/New_York", "2026-11-01 01:30"),
    wall("America/New_York", "2026-11-01 01:30", fold=1),
]


class TestKU1AroundTheClock:
    @pytest.mark.parametrize("at", INSTANTS)
    def test_support_is_there_at_any_instant(self, at):
        assert RULES.calendar.is_open(at)
        assert RULES.calendar.next_open(at) == at
        assert RULES.calendar.next_close(at) is None

    @pytest.mark.parametrize("at", INSTANTS)
    def test_a_report_is_accepted_at_any_instant(self, at):
        assert gate(RULES, at).is_open
        decision = reported(RULES, at)
        assert decision.verdict == "accepted"
        assert outcomes(decision)["KU-1"] == "decides"


class TestKU2TheWaysIn:
    def test_the_messenger_and_mail_are_shown(self):
        assert [(route.kind, route.value) for route in RULES.policy.routes] == [
            ("app", "Ask in the messenger"),
            ("mail", "support@kustomer.com"),
        ]

    def test_the_messenger_reports_for_its_customer_and_reads_what_became_of_it(self, sqlite_url, open_world):
        world = open_world(sqlite_url, POLICY="kustomer")
        messenger = Program(world)
        asked = {"impact": "stopped", "workaround": "none", "effect": "Nobody can answer a customer"}

        for day, at in enumerate(INSTANTS[:3]):
            world.clock.set(at)
            answer = messenger.reports(once=f"conversation {day}", services=["unsure"], **asked)
            assert (answer.status_code, answer.json["verdict"], answer.json["severity"]) == (201, "accepted", "p1")
            assert answer.json["reasons"][0]["clause"] == "KU-1"
            assert datetime.fromisoformat(answer.json["respond_by"]) == at + timedelta(hours=2)
            assert messenger.looks(answer.json["reference"]).json["state"] == "received"

    def test_the_policy_names_the_messenger_mail_and_the_form_which_stands_for_the_messenger(self):
        assert [(way.kind, way.clause) for way in RULES.policy.ways_in] == [
            ("app", "KU-2"),
            ("mail", "KU-2"),
            ("form", "KU-2"),
        ]
        assert RULES.policy.way_in("mail").address == "support@kustomer.com"

    @pytest.mark.parametrize("at", INSTANTS)
    def test_a_mail_is_a_report_at_any_instant_and_doubt_makes_it_the_first_priority(self, at):
        decision = reported(RULES, at, "unsure", affected="unsure", way="mail")

        assert (decision.verdict, decision.severity) == ("accepted", "p1")
        assert decision.respond_by - at == timedelta(hours=2)
        assert outcomes(decision)["KU-2"] == "decides"

    def test_what_looks_like_junk_and_comes_from_a_stranger_is_declined_by_that_clause(self):
        decision = reported(RULES, INSTANTS[0], "unsure", affected="unsure", way="junk")

        assert decision.verdict == "declined"
        assert (decision.reasons[0].clause, decision.reasons[0].outcome) == ("KU-2", "decides")
        assert "looks like junk mail" in decision.reasons[0].detail


class TestKU3WhatTheClientSupplies:
    def test_each_of_it_has_a_question(self):
        fields = [question.field for question in RULES.policy.questions if question.clause == "KU-3"]

        assert fields == ["services", "impact", "workaround", "effect", "started", "steps", "logs", "errors"]


class TestKU4Priorities:
    @pytest.mark.parametrize("at", INSTANTS)
    @pytest.mark.parametrize(("severity", "hours"), [("p1", 2), ("p2", 24), ("p3", 72)])
    def test_each_has_its_elapsed_time(self, at, severity, hours):
        assert reported(RULES, at, severity=severity).respond_by - at == timedelta(hours=hours)

    def test_a_day_is_24_hours_when_the_clocks_change(self):
        for at in ("2026-03-07 12:00", "2026-10-31 12:00"):
            start = wall("America/New_York", at)
            assert reported(RULES, start, severity="p2").respond_by - start == timedelta(seconds=86_400)

    def test_no_resolution_is_promised(self):
        assert reported(RULES, INSTANTS[0]).resolve_by is None

    @pytest.mark.parametrize(
        ("told", "severity"),
        [
            ({"impact": "stopped", "workaround": "none"}, "p1"),
            ({"impact": "stopped", "workaround": "known"}, "p2"),
            ({"impact": "degraded", "workaround": "none"}, "p2"),
            ({"impact": "minor", "workaround": "none"}, "p3"),
            ({"workaround": "known"}, "p2"),
            ({}, "p1"),
        ],
    )
    def test_the_answers_suggest_one(self, told, severity):
        assert reported(RULES, INSTANTS[0], told=told).severity == severity

    def test_staff_set_it(self):
        assert RULES.policy.triage.clause == "KU-4"

    def test_an_answer_that_is_not_offered_is_an_error(self):
        with pytest.raises(
            AnswersError, match=r"answers\.impact: 'huge' is not one of stopped, degraded, minor, unsure"
        ):
            reported(RULES, INSTANTS[0], told={"impact": "huge"})
        with pytest.raises(AnswersError, match="answers: 'mood' is not one of impact, workaround"):
            reported(RULES, INSTANTS[0], told={"mood": "bad"})

    def test_the_span_is_told_with_both_sides_of_a_clock_change(self):
        at = wall("America/New_York", "2026-10-31 16:00")

        assert counted(RULES, reported(RULES, at, severity="p2"), at) == ["Sat 4:00 PM EDT to Sun 3:00 PM EST 24 h"]


class TestKU5Causes:
    def test_each_excluded_cause_can_be_found_at_triage(self):
        causes = [(cause.slug, cause.clause) for cause in RULES.policy.causes]

        assert causes == [
            ("unauthorised-use", "KU-5"),
            ("outside-control", "KU-5"),
            ("client-systems", "KU-5"),
            ("third-party", "KU-5"),
        ]


def test_every_clause_is_there_in_words():
    assert list(RULES.policy.clauses) == [f"KU-{number}" for number in range(1, 6)]
