"""Kaldor's Pugpig Support Policy, clause by clause, at its edges: two tiers in two regions."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.domain.gate import gate
from app.domain.triage import AnswersError
from tests.policies.asked import counted, outcomes, reported, rules_of, wall

RULES = rules_of("pugpig")
ZONES = {"uk": "Europe/London", "us": "America/New_York"}
WEEKDAYS = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]
MINUTE = timedelta(minutes=1)


def due(at, severity, tier="standard", region="uk", measures="response"):
    """The due instant of a report, as the region's wall clock shows it: "2026-11-23 09:15"."""
    decision = reported(RULES, wall(ZONES[region], at), severity=severity, tier=tier, region=region)
    promised = decision.respond_by if measures == "response" else decision.resolve_by
    return f"{promised.astimezone(RULES.calendar_of(tier, region).zone):%Y-%m-%d %H:%M}"


class TestPP9NormalBusinessHours:
    @pytest.mark.parametrize("region", ZONES)
    @pytest.mark.parametrize("day", WEEKDAYS)
    def test_they_are_nine_to_six_on_the_regions_clock(self, region, day):
        calendar = RULES.calendar_of(None, region)
        for time, is_open in (("08:59:59", 0), ("09:00", 1), ("09:01", 1), ("17:59:59", 1), ("18:00", 0), ("18:01", 0)):
            assert calendar.is_open(wall(ZONES[region], f"{day} {time}")) == is_open, time

    @pytest.mark.parametrize("region", ZONES)
    def test_they_are_not_at_the_weekend(self, region):
        for day in ("2026-11-21", "2026-11-22"):
            calendar = RULES.calendar_of(None, region)
            assert not any(calendar.is_open(wall(ZONES[region], f"{day} {hour:02}:15")) for hour in range(24))

    @pytest.mark.parametrize(
        ("day", "closed"),
        [
            ("2026-01-01", {"uk", "us"}),
            ("2026-01-19", {"us"}),  # Martin Luther King
            ("2026-04-06", {"uk"}),  # Easter Monday
            ("2026-05-04", {"uk"}),
            ("2026-05-25", {"uk", "us"}),
            ("2026-06-19", {"us"}),
            ("2026-07-03", {"us"}),  # for 4 July, a Saturday
            ("2026-08-31", {"uk"}),
            ("2026-09-07", {"us"}),
            ("2026-11-11", {"us"}),
            ("2026-11-26", {"us"}),
            ("2026-11-27", set()),  # the day after Thanksgiving is no federal holiday
            ("2026-12-25", {"uk", "us"}),
            ("2026-12-28", {"uk"}),
            ("2027-12-31", {"us"}),  # for 1 January 2028, a Saturday
        ],
    )
    def test_a_region_has_its_own_holidays(self, day, closed):
        for region, zone in ZONES.items():
            assert RULES.calendar_of(None, region).is_open(wall(zone, f"{day} 12:00")) == (region not in closed)

    @pytest.mark.parametrize(
        ("region", "openings"),
        [
            ("uk", ["2026-03-27 09:00", "2026-03-30 08:00", "2026-10-23 08:00", "2026-10-26 09:00"]),
            ("us", ["2026-03-06 14:00", "2026-03-09 13:00", "2026-10-30 13:00", "2026-11-02 14:00"]),
        ],
    )
    def test_a_region_changes_its_clocks_on_its_own_night(self, region, openings):
        calendar = RULES.calendar_of(None, region)
        for opening in openings:
            assert calendar.is_open(wall("UTC", opening))
            assert not calendar.is_open(wall("UTC", opening) - timedelta(microseconds=1))

    def test_an_unknown_customer_is_read_as_british_and_standard(self):
        decision = reported(RULES, wall("UTC", "2026-11-20 12:00"))

        assert (decision.tier, decision.region) == ("standard", "uk")

    def test_a_region_that_does_not_exist_is_an_error(self):
        with pytest.raises(AnswersError, match="region: 'eu' is not one of uk, us"):
            reported(RULES, wall("UTC", "2026-11-20 12:00"), region="eu")


class TestPP4TheWayIn:
    def test_reports_are_taken_at_any_hour(self):
        for at in ("2026-11-20 12:00", "2026-11-21 03:00", "2026-12-25 12:00"):
            assert gate(RULES, wall("UTC", at)).is_open
            assert outcomes(reported(RULES, wall("UTC", at)))["PP-4"] == "decides"

    def test_mail_is_shown(self):
        assert [route.value for route in RULES.policy.routes] == ["support@kaldorgroup.com"]

    def test_the_policy_names_mail_first_and_the_form_beside_it(self):
        assert [(way.kind, way.clause, way.address) for way in RULES.policy.ways_in] == [
            ("mail", "PP-4", "support@kaldorgroup.com"),
            ("form", "PP-4", ""),
        ]

    @pytest.mark.parametrize("at", ["2026-11-20 12:00", "2026-11-21 03:00", "2026-12-25 12:00"])
    def test_a_mail_is_an_issue_at_any_hour_and_doubt_makes_it_critical(self, at):
        decision = reported(RULES, wall("UTC", at), "unsure", affected="unsure", way="mail")

        assert (decision.verdict, decision.severity) == ("accepted", "p1")
        assert outcomes(decision)["PP-4"] == "decides"

    def test_a_strangers_junk_is_declined_with_what_speaks_against_it(self):
        decision = reported(RULES, wall("UTC", "2026-11-21 03:00"), "unsure", affected="unsure", way="junk")

        assert decision.verdict == "declined"
        assert decision.reasons[0].clause == "PP-4"
        assert "looks like junk mail" in decision.reasons[0].detail


class TestPP5Critical:
    @pytest.mark.parametrize("region", ZONES)
    @pytest.mark.parametrize(
        ("at", "standard", "enterprise"),
        [
            ("2026-11-20 12:00", "2026-11-20 12:30", "2026-11-20 12:30"),
            ("2026-11-20 17:29", "2026-11-20 17:59", "2026-11-20 17:59"),
            ("2026-11-20 17:30", "2026-11-20 18:00", "2026-11-20 18:00"),
            ("2026-11-20 17:31", "2026-11-23 09:01", "2026-11-20 19:00"),
            ("2026-11-20 17:45", "2026-11-23 09:15", "2026-11-20 19:00"),
            ("2026-11-20 17:59", "2026-11-23 09:29", "2026-11-20 19:00"),
            ("2026-11-20 18:00", "2026-11-23 09:30", "2026-11-20 19:00"),
            ("2026-11-20 18:01", "2026-11-23 09:30", "2026-11-20 19:01"),
            ("2026-11-21 03:00", "2026-11-23 09:30", "2026-11-21 04:00"),
            ("2026-11-23 08:15", "2026-11-23 09:30", "2026-11-23 09:15"),
            ("2026-11-23 08:30", "2026-11-23 09:30", "2026-11-23 09:30"),
            ("2026-11-23 08:59", "2026-11-23 09:30", "2026-11-23 09:30"),
            ("2026-11-23 09:00", "2026-11-23 09:30", "2026-11-23 09:30"),
            ("2026-12-25 12:00", None, "2026-12-25 13:00"),
        ],
    )
    def test_a_reply_is_due_in_half_an_hour_and_enterprise_never_waits_for_the_morning(
        self, region, at, standard, enterprise
    ):
        assert due(at, "p1", "enterprise", region) == enterprise
        if standard:
            assert due(at, "p1", "standard", region) == standard

    @pytest.mark.parametrize(("region", "day"), [("uk", "2026-12-29"), ("us", "2026-12-28")])
    def test_standard_waits_for_the_regions_next_opening(self, region, day):
        assert due("2026-12-25 12:00", "p1", "standard", region) == f"{day} 09:30"

    def test_an_hour_outside_the_hours_is_a_real_one_when_the_clocks_change(self):
        for at in ("2026-03-29 00:30", "2026-10-25 00:30"):
            start = wall("Europe/London", at)
            decision = reported(RULES, start, severity="p1", tier="enterprise")
            assert decision.respond_by - start == timedelta(hours=1)

    @pytest.mark.parametrize("region", ZONES)
    @pytest.mark.parametrize("tier", ["standard", "enterprise"])
    @pytest.mark.parametrize("severity", ["p1", "p2", "p3", "p4"])
    def test_reporting_earlier_never_gives_a_later_deadline(self, region, tier, severity):
        at = datetime(2026, 12, 21, tzinfo=UTC)
        earlier = None
        for _ in range(14 * 24 * 12):
            decision = reported(RULES, at, severity=severity, tier=tier, region=region)
            deadlines = (decision.respond_by, decision.resolve_by or at)
            assert earlier is None or all(a <= b for a, b in zip(earlier, deadlines, strict=True)), at
            earlier, at = deadlines, at + 5 * MINUTE

    def test_it_is_resolved_as_soon_as_possible_without_a_deadline(self):
        decision = reported(RULES, wall("UTC", "2026-11-20 12:00"), severity="p1")

        assert decision.resolve_by is None
        (promise,) = [one for one in decision.promises if one.target.measures == "resolution"]
        assert (promise.due, promise.target.within, promise.target.clause) == (None, None, "PP-5")

    def test_both_of_enterprises_clocks_are_told(self):
        at = wall("Europe/London", "2026-11-20 17:45")

        assert counted(RULES, reported(RULES, at, severity="p1", tier="enterprise"), at) == [
            "Fri 17:45-18:00 15 min, Sat and Sun closed, Mon 09:00-09:15 15 min",
            "Fri 17:45-18:00 inside the hours, Fri 18:00-19:00 1 h",
        ]


class TestPP6ToPP8TheOthers:
    @pytest.mark.parametrize("region", ZONES)
    @pytest.mark.parametrize(
        ("severity", "tier", "hours"),
        [
            ("p2", "standard", 2),
            ("p2", "enterprise", 1),
            ("p3", "standard", 3),
            ("p3", "enterprise", 3),
            ("p4", "standard", 4),
            ("p4", "enterprise", 4),
        ],
    )
    def test_a_reply_is_due_in_so_many_business_hours(self, region, severity, tier, hours):
        assert due("2026-11-19 10:00", severity, tier, region) == f"2026-11-19 {10 + hours}:00"
        assert due(f"2026-11-20 {18 - hours}:00", severity, tier, region) == "2026-11-20 18:00"
        assert due(f"2026-11-20 {18 - hours}:01", severity, tier, region) == "2026-11-23 09:01"
        assert due("2026-11-21 03:00", severity, tier, region) == f"2026-11-23 {9 + hours:02}:00"

    @pytest.mark.parametrize("tier", ["standard", "enterprise"])
    @pytest.mark.parametrize(
        ("at", "severity", "resolved"),
        [
            ("2026-11-19 10:00", "p2", "2026-11-20 10:00"),
            ("2026-11-20 17:59", "p2", "2026-11-23 17:59"),
            ("2026-11-20 18:00", "p2", "2026-11-24 09:00"),
            ("2026-11-19 10:00", "p3", "2026-11-24 10:00"),
            ("2026-11-19 10:00", "p4", "2026-11-26 10:00"),
            ("2026-12-24 10:00", "p4", "2027-01-05 10:00"),
        ],
    )
    def test_it_is_resolved_in_so_many_working_days(self, tier, at, severity, resolved):
        assert due(at, severity, tier, measures="resolution") == resolved

    def test_thanksgiving_is_a_day_later_in_the_us_alone(self):
        assert due("2026-11-25 10:00", "p2", region="us", measures="resolution") == "2026-11-27 10:00"
        assert due("2026-11-25 10:00", "p2", region="uk", measures="resolution") == "2026-11-26 10:00"

    @pytest.mark.parametrize(
        ("impact", "severity"),
        [("stopped", "p1"), ("severe", "p2"), ("defect", "p3"), ("cosmetic", "p4"), ("unsure", "p1")],
    )
    def test_the_answers_suggest_a_priority(self, impact, severity):
        assert reported(RULES, wall("UTC", "2026-11-20 12:00"), told={"impact": impact}).severity == severity


class TestPP5SaysWhatTheCustomerHas:
    @pytest.mark.parametrize(("tier", "name"), [("standard", "Standard"), ("enterprise", "Enterprise")])
    @pytest.mark.parametrize("severity", ["p1", "p4"])
    def test_a_clause_that_promises_and_names_the_tier_says_both(self, tier, name, severity):
        decision = reported(RULES, wall("UTC", "2026-11-20 12:00"), severity=severity, tier=tier, region="us")
        details = {reason.clause: reason.detail for reason in decision.reasons}

        assert details["PP-5"] == f"This customer: {name}."
        assert details["PP-9"] == "This customer: United States."
        assert outcomes(decision)["PP-5"] == "applies"


class TestPP1ToPP3WhatElseIsPromised:
    def test_storage_is_metered_against_a_hundred_gigabytes(self):
        assert (RULES.policy.storage.quota, RULES.policy.storage.clause) == (100_000_000_000, "PP-1")

    def test_availability_leaves_out_exactly_the_exceptions(self):
        availability = RULES.policy.availability

        assert availability.percent == Decimal("99.9")
        assert availability.notice == timedelta(hours=4)
        assert availability.causes == ("customer-change", "outside-control")
        assert availability.clause == "PP-2"

    def test_those_causes_are_supported_all_the_same(self):
        assert all(cause.is_covered for cause in RULES.policy.causes)

    def test_back_ups_are_kept_for_a_week_and_two_a_month_for_a_month(self):
        retention = RULES.policy.retention

        assert (retention.daily, retention.month_days, retention.months) == (timedelta(days=7), (1, 15), 1)
        assert retention.clause == "PP-3"


def test_every_clause_is_there_in_words():
    assert list(RULES.policy.clauses) == [f"PP-{number}" for number in range(1, 10)]
