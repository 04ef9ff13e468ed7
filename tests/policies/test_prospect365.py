"""The Infrastructure Support Policy, clause by clause, at its edges. Times are on London's wall clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain import policy_file
from app.domain.gate import gate
from app.domain.gsm7 import gsm7
from app.domain.rulebook import Rulebook
from app.domain.targets import respond_by
from app.domain.triage import Answers, AnswersError, decide

LONDON = ZoneInfo("Europe/London")
NIGHT = "2026-11-21 03:02"  # a Saturday
COVERED = ("crm", "sites", "website", "cloud-erp-orders")


@pytest.fixture(scope="module")
def rules():
    return Rulebook.of(policy_file.load("prospect365"))


def london(words, fold=0):
    return datetime.fromisoformat(words).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def reported(rules, *services, affected="everyone", at=NIGHT, severity=None, way="form"):
    return decide(rules, Answers(services=services, affected=affected, severity=severity, way=way), london(at))


def outcomes(decision):
    return {reason.clause: reason.outcome for reason in decision.reasons}


class TestPS1NormalHours:
    @pytest.mark.parametrize("day", ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"])
    def test_the_gate_closes_at_half_past_eight_from_monday_to_friday(self, rules, day):
        assert gate(rules, london(f"{day} 08:29:59")).is_open
        assert not gate(rules, london(f"{day} 08:30")).is_open
        assert not gate(rules, london(f"{day} 08:31")).is_open

    @pytest.mark.parametrize("day", ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"])
    def test_the_gate_opens_at_five_from_monday_to_thursday(self, rules, day):
        assert not gate(rules, london(f"{day} 16:59:59")).is_open
        assert gate(rules, london(f"{day} 17:00")).is_open
        assert gate(rules, london(f"{day} 17:01")).is_open

    def test_the_gate_opens_at_half_past_four_on_friday(self, rules):
        assert not gate(rules, london("2026-11-20 16:29:59.999999")).is_open
        assert gate(rules, london("2026-11-20 16:30")).is_open
        assert gate(rules, london("2026-11-20 16:45")).is_open

    @pytest.mark.parametrize("hour", range(24))
    def test_the_gate_is_open_all_weekend(self, rules, hour):
        assert gate(rules, london(f"2026-11-21 {hour:02}:30")).is_open
        assert gate(rules, london(f"2026-11-22 {hour:02}:30")).is_open

    def test_the_gate_is_open_from_friday_to_monday_without_a_break(self, rules):
        state = gate(rules, london("2026-11-20 16:30"))

        assert state.closes_at == london("2026-11-23 08:30")
        assert state.opens_at is None

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
            "2027-12-27",
            "2027-12-28",
            "2028-01-03",
        ],
    )
    def test_the_gate_is_open_all_day_on_a_bank_holiday(self, rules, day):
        for time in ("00:00", "08:30", "12:00", "16:59", "23:59"):
            state = gate(rules, london(f"{day} {time}"))
            assert state.is_open
            assert state.holiday
            assert "bank holiday" in state.why

    def test_the_days_around_a_bank_holiday_are_ordinary(self, rules):
        assert not gate(rules, london("2026-04-02 12:00")).is_open
        assert not gate(rules, london("2026-04-07 12:00")).is_open
        assert gate(rules, london("2026-04-02 17:00")).closes_at == london("2026-04-07 08:30")

    @pytest.mark.parametrize("day", ["2026-01-02", "2026-03-17", "2026-07-13", "2026-08-03", "2026-11-30"])
    def test_a_holiday_of_scotland_or_northern_ireland_alone_is_a_normal_day(self, rules, day):
        assert not gate(rules, london(f"{day} 12:00")).is_open

    def test_the_hours_follow_the_wall_clock_through_both_clock_changes(self, rules):
        before, after = datetime(2026, 3, 27, 8, 30, tzinfo=UTC), datetime(2026, 3, 30, 7, 30, tzinfo=UTC)
        for opening in (
            before,
            after,
            datetime(2026, 10, 23, 7, 30, tzinfo=UTC),
            datetime(2026, 10, 26, 8, 30, tzinfo=UTC),
        ):
            assert gate(rules, opening - timedelta(microseconds=1)).is_open
            assert not gate(rules, opening).is_open

    def test_the_gate_is_open_all_night_when_the_clocks_change(self, rules):
        for start in (london("2026-03-28 22:00"), london("2026-10-24 22:00")):
            for minute in range(9 * 60):
                assert gate(rules, start + timedelta(minutes=minute)).is_open

    def test_a_year_that_nobody_knows_leaves_the_gate_open(self, rules):
        state = gate(rules, london("2101-03-01 12:00"))

        assert state.is_open
        assert "2101" in state.doubt
        assert reported(rules, "crm", at="2101-03-01 12:00").verdict == "accepted"


class TestPS2TheFormIsClosedInNormalHours:
    def test_a_report_in_normal_hours_is_turned_to_the_team(self, rules):
        decision = reported(rules, "crm", at="2026-11-23 11:00")

        assert decision.verdict == "closed"
        assert decision.reasons[0].clause == "PS-1"
        assert decision.reasons[0].outcome == "decides"
        assert outcomes(decision)["PS-2"] == "applies"
        assert decision.gate_opens == london("2026-11-23 17:00")
        assert decision.gate_closes is None
        assert decision.respond_by is None

    def test_the_gate_comes_before_every_other_rule(self, rules):
        for services, affected in ((["on-premise"], "everyone"), (["version-6"], "some"), (["other"], "unsure")):
            decision = reported(rules, *services, affected=affected, at="2026-11-23 11:00")
            assert decision.verdict == "closed"
            assert outcomes(decision)["PS-10"] == "not reached"

    def test_the_normal_routes_are_the_three_of_the_policy(self, rules):
        routes = {route.kind: route.value for route in rules.policy.routes}

        assert set(routes) == {"app", "web", "mail"}
        assert routes["web"] == "https://services.prospect365.com"
        assert routes["mail"] == rules.policy.desk_mail == "help@prospectsoft.com"


class TestPS3AndPS4WhatIsCovered:
    @pytest.mark.parametrize("service", COVERED)
    def test_each_critical_service_that_failed_for_everyone_is_accepted(self, rules, service):
        decision = reported(rules, service)

        assert decision.verdict == "accepted"
        assert decision.covered == (service,)
        assert (decision.reasons[0].clause, decision.reasons[0].outcome) == ("PS-3", "decides")
        assert outcomes(decision)["PS-4"] == "met"

    def test_all_of_them_together_are_accepted(self, rules):
        assert reported(rules, *reversed(COVERED)).covered == COVERED

    def test_something_else_is_declined_and_shown_the_way(self, rules):
        decision = reported(rules, "other")

        assert decision.verdict == "declined"
        assert decision.reasons[0].clause == "PS-3"
        assert outcomes(decision)["PS-4"] == "not met"
        assert outcomes(decision)["PS-8"] == "applies"
        assert decision.respond_by is None

    def test_something_else_beside_a_covered_service_is_noted(self, rules):
        decision = reported(rules, "other", "sites")

        assert (decision.verdict, decision.covered, decision.noted) == ("accepted", ("sites",), ("other",))

    def test_a_reporter_who_is_not_sure_which_service_it_is_is_accepted(self, rules):
        decision = reported(rules, "unsure")

        assert decision.verdict == "accepted"
        assert outcomes(decision)["PS-4"] == "assumed"

    def test_not_sure_beside_anything_else_is_accepted(self, rules):
        for beside in ("other", "on-premise", "version-6"):
            assert reported(rules, beside, "unsure").verdict == "accepted"


class TestPS5Everyone:
    def test_a_failure_for_some_is_declined(self, rules):
        decision = reported(rules, "crm", affected="some")

        assert decision.verdict == "declined"
        assert decision.reasons[0].clause == "PS-5"
        assert outcomes(decision)["PS-4"] == "met"

    def test_a_reporter_who_is_not_sure_who_is_affected_is_accepted(self, rules):
        decision = reported(rules, "crm", affected="unsure")

        assert decision.verdict == "accepted"
        assert outcomes(decision)["PS-5"] == "assumed"

    def test_some_people_with_an_unsure_service_is_still_only_some(self, rules):
        assert reported(rules, "unsure", affected="some").reasons[0].clause == "PS-5"


class TestPS6AndPS7TheReport:
    def test_the_policy_names_the_form(self, rules):
        assert "emergency.prospect365.support" in rules.policy.clauses["PS-6"].text
        assert [(way.kind, way.address) for way in rules.policy.ways_in] == [
            ("form", "https://emergency.prospect365.support")
        ]

    @pytest.mark.parametrize("way", ["mail", "junk"])
    def test_a_mail_is_no_report_of_an_emergency(self, rules, way):
        decision = reported(rules, "unsure", affected="unsure", way=way)

        assert decision.verdict == "declined"
        assert (decision.reasons[0].clause, decision.reasons[0].outcome) == ("PS-6", "decides")

    def test_in_support_hours_the_gate_decides_of_a_mail_as_of_a_form(self, rules):
        decision = reported(rules, "unsure", affected="unsure", way="mail", at="2026-11-24 12:00")

        assert decision.verdict == "closed"
        assert decision.reasons[0].clause == "PS-1"
        assert outcomes(decision)["PS-6"] == "not reached"

    def test_services_start_and_errors_must_be_told(self, rules):
        required = {question.field: question for question in rules.policy.questions if question.required}

        assert set(required) == {"services", "started", "errors"}
        assert {question.clause for question in required.values()} == {"PS-7"}
        assert required["errors"].hint == 'Type the exact words. If there is none, write "none".'

    def test_a_report_without_a_service_is_not_judged(self, rules):
        with pytest.raises(AnswersError, match="choose at least one of crm, sites"):
            reported(rules)


class TestPS9TheTarget:
    @pytest.mark.parametrize(
        ("reported_at", "due"),
        [
            ("2026-11-21 03:02", "2026-11-21 05:02"),
            ("2026-11-20 16:30", "2026-11-20 18:30"),
            ("2026-11-23 08:29:59", "2026-11-23 10:29:59"),
            ("2026-12-25 23:30", "2026-12-26 01:30"),
            ("2026-12-31 23:00", "2027-01-01 01:00"),
        ],
    )
    def test_a_reply_is_due_two_hours_after_the_report(self, rules, reported_at, due):
        assert reported(rules, "crm", at=reported_at).respond_by == london(due)

    def test_two_hours_are_real_hours_when_the_clocks_change(self, rules):
        forward = decide(rules, Answers(services=("crm",), affected="everyone"), london("2026-03-29 00:30"))
        back = decide(rules, Answers(services=("crm",), affected="everyone"), london("2026-10-25 00:30"))

        assert forward.respond_by == london("2026-03-29 03:30")
        assert back.respond_by == london("2026-10-25 01:30", fold=1)
        for decision, at in ((forward, "2026-03-29 00:30"), (back, "2026-10-25 00:30")):
            assert (decision.respond_by - london(at)).total_seconds() == 7_200

    def test_the_target_is_measured_from_the_instant_and_not_from_the_wall_clock(self, rules):
        first, second = london("2026-10-25 01:10"), london("2026-10-25 01:10", fold=1)

        assert respond_by(rules, "critical", second) - respond_by(rules, "critical", first) == timedelta(hours=1)

    def test_no_time_of_resolution_is_promised(self, rules):
        assert reported(rules, "crm").resolve_by is None

    def test_every_accepted_report_is_critical(self, rules):
        assert reported(rules, "crm").severity == "critical"
        with pytest.raises(AnswersError, match="'p1' is not one of critical"):
            reported(rules, "crm", severity="p1")


class TestPS10AndPS11Exclusions:
    @pytest.mark.parametrize(("exclusion", "clause"), [("on-premise", "PS-10"), ("version-6", "PS-11")])
    def test_what_is_excluded_is_declined_by_its_own_clause(self, rules, exclusion, clause):
        for affected in ("everyone", "some", "unsure"):
            decision = reported(rules, exclusion, affected=affected)
            assert decision.verdict == "declined"
            assert (decision.reasons[0].clause, decision.reasons[0].outcome) == (clause, "decides")

    def test_both_together_are_declined_by_both(self, rules):
        decision = reported(rules, "version-6", "on-premise")

        assert decision.verdict == "declined"
        assert outcomes(decision)["PS-11"] == "not met"

    @pytest.mark.parametrize("exclusion", ["on-premise", "version-6"])
    def test_beside_a_covered_service_the_excluded_one_is_noted(self, rules, exclusion):
        decision = reported(rules, exclusion, "crm")

        assert decision.verdict == "accepted"
        assert (decision.covered, decision.noted) == (("crm",), (exclusion,))

    def test_what_an_engineer_finds_to_be_excluded_is_a_cause_with_its_clause(self, rules):
        causes = {cause.slug: cause.clause for cause in rules.policy.causes}

        assert causes == {"on-premise-system": "PS-10", "version-6-service": "PS-11"}

    def test_each_exclusion_says_what_can_be_done(self, rules):
        assert all(len(exclusion.advice) > 40 for exclusion in rules.policy.exclusions)


class TestTheWholePolicy:
    def test_every_clause_is_there_in_words(self, rules):
        assert list(rules.policy.clauses) == [f"PS-{number}" for number in range(1, 12)]
        assert all(len(clause.text) > 40 for clause in rules.policy.clauses.values())

    def test_every_decision_gives_every_rules_outcome_once(self, rules):
        expected = {"PS-1", "PS-2", "PS-3", "PS-4", "PS-5", "PS-8", "PS-9", "PS-10", "PS-11"}
        for services in (("crm",), ("other",), ("on-premise",), ("unsure", "version-6")):
            for at in (NIGHT, "2026-11-23 11:00"):
                decision = reported(rules, *services, at=at)
                clauses = [reason.clause for reason in decision.reasons]
                assert len(clauses) == len(set(clauses))
                assert set(clauses) == expected
                assert [reason.outcome for reason in decision.reasons].count("decides") == 1

    def test_texts_can_carry_its_names(self, rules):
        for words in (rules.policy.brand, *(service.short for service in rules.policy.services)):
            assert gsm7(words) == words

    def test_the_words_are_not_the_vendors(self, rules):
        words = " ".join(clause.text for clause in rules.policy.clauses.values()).lower()

        assert "we aim to respond to all out of hours" not in words
        assert "customers are required to supply" not in words

    def test_who_is_paged_and_who_watches(self, rules):
        steps = [(step.after.total_seconds() / 60, step.pages) for step in rules.policy.escalation.steps]
        marks = [(mark.percent, mark.unless) for mark in rules.policy.watch.marks]

        assert steps == [(0, ("primary",)), (5, ("backup",)), (10, ("everyone", "duty-manager"))]
        assert rules.policy.escalation.repeat == timedelta(minutes=5)
        assert marks == [(50, "acknowledged"), (75, "replied"), (90, "replied"), (100, "replied")]
        assert rules.policy.watch.layer == "duty-manager"
