"""Which hours are a customer's: the tier's own, else the region's, else the policy's; and days that close early."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import policy_file, span_words, spans
from app.domain.calendar import Calendar
from app.domain.gate import gate
from app.domain.hours import Holidays, TierHours
from app.domain.policy import Gate, Region, Tier
from app.domain.rulebook import Rulebook, places
from app.domain.service_levels import Target, WorkingDays
from app.domain.targets import due, promise, promises, respond_by
from app.domain.triage import Answers, decide
from tests.domain.weeks import england, hours

POLICY = policy_file.load("prospect365")
FEDERAL = Holidays(country="US", subdivision="", added={}, removed=frozenset())
HOUR = timedelta(hours=1)


def utc(words):
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def tier(slug, *, default=False, **own):
    week = hours(**own).week if own else None
    return Tier(slug=slug, name=slug, clause="PS-1", is_default=default, hours=week and tier_hours(week))


def tier_hours(week, zone=None, keeps=True):
    return TierHours(zone=zone, week=week, holidays=None, keeps_holidays=keeps, clause="PS-1")


def region(slug, *, default=False, own=None):
    return Region(slug=slug, name=slug, clause="PS-1", is_default=default, hours=own)


NEW_YORK = hours(zone="America/New_York", holidays=FEDERAL, monday="09:00-18:00", friday="09:00-18:00")
TIERS = (tier("plain", default=True), tier("long", daily="07:00-22:00"), tier("always", daily="00:00-24:00"))
TIERED = replace(
    POLICY,
    hours=hours(holidays=england(), monday="09:00-17:00", friday="09:00-17:00"),
    tiers=TIERS,
    regions=(region("uk", default=True), region("us", own=NEW_YORK)),
)
RULES = Rulebook.of(TIERED)


class TestWhoseHours:
    def test_without_any_of_their_own_they_are_the_policys(self):
        assert RULES.calendar_of("plain", "uk").hours == TIERED.hours

    def test_a_regions_own_go_before_the_policys(self):
        assert RULES.calendar_of("plain", "us").hours == NEW_YORK

    def test_a_tiers_own_are_on_the_regions_clock_and_keep_its_holidays(self):
        long = RULES.calendar_of("long", "us")

        assert (long.hours.zone, long.hours.holidays) == ("America/New_York", FEDERAL)
        assert long.is_open(utc("2026-07-06T11:00"))
        assert not long.is_open(utc("2026-07-03T15:00"))
        assert RULES.calendar_of("long", "uk").is_open(utc("2026-07-03T15:00"))

    def test_a_tier_that_keeps_no_holidays_has_none(self):
        bare = replace(TIERS[2], hours=replace(TIERS[2].hours, keeps_holidays=False))
        rules = Rulebook.of(replace(TIERED, tiers=(TIERS[0], bare)))

        assert rules.calendar_of("always", "uk").is_open(utc("2026-12-25T12:00"))
        assert not RULES.calendar_of("always", "uk").is_open(utc("2026-12-25T12:00"))

    def test_a_tier_may_have_a_clock_of_its_own(self):
        fixed = replace(TIERS[1], hours=replace(TIERS[1].hours, zone="Asia/Tokyo"))

        assert Rulebook.of(replace(TIERED, tiers=(TIERS[0], fixed))).calendar_of("long", "us").zone.key == "Asia/Tokyo"

    def test_nothing_known_is_the_default_and_so_is_a_name_that_has_gone(self):
        assert RULES.place(None, None) == RULES.place("gone", "gone") == ("plain", "uk")
        assert RULES.calendar is RULES.calendar_of("gone", "gone")

    def test_every_tier_in_every_region_has_a_calendar(self):
        assert set(RULES.calendars) == set(places(TIERED))
        assert len(RULES.calendars) == 6


class TestTheGateOfACustomer:
    def test_it_is_that_of_their_tier_and_region(self):
        at = utc("2026-11-23T12:00")

        assert not gate(RULES, at).is_open
        assert gate(RULES, at, region="us").is_open
        assert decide(RULES, Answers(services=("crm",), affected="everyone", region="us"), at).verdict == "accepted"
        assert decide(RULES, Answers(services=("crm",), affected="everyone"), at).verdict == "closed"

    def test_one_that_opens_inside_the_hours_is_closed_outside(self):
        rules = Rulebook.of(replace(TIERED, gate=Gate(opens="inside-hours", clauses=("PS-1",))))
        night, noon = utc("2026-11-23T03:00"), utc("2026-11-23T12:00")

        assert not gate(rules, night).is_open
        assert gate(rules, night).opens_at == utc("2026-11-23T09:00")
        assert gate(rules, noon).is_open
        assert gate(rules, noon).closes_at == utc("2026-11-23T17:00")
        assert decide(rules, Answers(services=("crm",), affected="everyone"), night).reasons[0].clause == "PS-1"


class TestHalfDays:
    RULE = replace(england(), half_days={date(2026, 12, 24): 12 * 60, date(2026, 12, 31): 8 * 60})
    CALENDAR = Calendar(hours(holidays=RULE, daily="09:00-12:30 13:00-17:00"))

    def test_a_half_day_closes_at_its_time(self):
        assert self.CALENDAR.is_open(utc("2026-12-24T11:59:59"))
        assert not self.CALENDAR.is_open(utc("2026-12-24T12:00"))
        assert not self.CALENDAR.is_open(utc("2026-12-24T14:00"))
        assert self.CALENDAR.next_close(utc("2026-12-24T10:00")) == utc("2026-12-24T12:00")

    def test_one_that_closes_before_it_opens_is_no_working_day(self):
        assert self.CALENDAR.next_open(utc("2026-12-30T17:00")) == utc("2027-01-02T09:00")
        assert self.CALENDAR.working_days(utc("2026-12-30T10:00"), 1) == utc("2027-01-02T10:00")

    def test_time_is_counted_to_its_close(self):
        assert self.CALENDAR.due(utc("2026-12-24T11:00"), HOUR) == utc("2026-12-24T12:00")
        assert self.CALENDAR.due(utc("2026-12-24T11:01"), HOUR) == utc("2026-12-27T09:01")

    def test_a_working_day_later_is_at_its_close_at_the_latest(self):
        assert self.CALENDAR.working_days(utc("2026-12-23T15:00"), 1) == utc("2026-12-24T12:00")
        assert self.CALENDAR.working_days(utc("2026-12-23T11:00"), 1) == utc("2026-12-24T11:00")


class TestWorkingDaysOverAClockChange:
    CALENDAR = Calendar(hours(daily="00:00-24:00"))

    def test_a_time_that_is_skipped_is_reached_when_the_clocks_have_gone_forward(self):
        for minutes in (0, 30, 59):
            assert self.CALENDAR.working_days(utc(f"2026-03-28T01:{minutes:02}"), 1) == utc("2026-03-29T01:00")
        assert self.CALENDAR.working_days(utc("2026-03-28T02:15"), 1) == utc("2026-03-29T01:15")

    def test_a_time_that_comes_twice_is_the_first(self):
        assert self.CALENDAR.working_days(utc("2026-10-24T00:30"), 1) == utc("2026-10-25T00:30")


def target(**own):
    return Target(**{"measures": "response", "severity": "critical", "counted": "elapsed", "clause": "PS-9", **own})


class TestTargetsOfCertainCustomersAndHours:
    def test_a_target_of_a_tier_and_a_region_is_theirs_alone(self):
        slow, quick = target(within=8 * HOUR), target(within=HOUR, tiers=("long",), regions=("us",))
        rules, at = Rulebook.of(replace(TIERED, targets=(slow, quick))), utc("2026-11-21T03:00")

        assert respond_by(rules, "critical", at, tier="long", region="us") == at + HOUR
        for place in (("long", "uk"), ("plain", "us"), (None, None)):
            assert respond_by(rules, "critical", at, tier=place[0], region=place[1]) == at + 8 * HOUR

    @pytest.mark.parametrize(
        ("at", "outside", "inside"),
        [
            ("2026-11-23T08:30", "2026-11-23T09:30", "2026-11-23T10:00"),
            ("2026-11-23T09:00", "2026-11-23T18:00", "2026-11-23T10:00"),
            ("2026-11-23T16:59", "2026-11-23T18:00", "2026-11-23T17:59"),
            ("2026-11-23T17:00", "2026-11-23T18:00", "2026-11-27T10:00"),
        ],
    )
    def test_they_are_counted_from_the_first_moment_of_their_hours(self, at, outside, inside):
        calendar = RULES.calendar
        for applies, expected in (("outside", outside), ("inside", inside)):
            assert promise(calendar, target(within=HOUR, applies=applies), utc(at)).due == utc(expected)

    def test_strictly_they_are_only_for_reports_of_those_hours(self):
        strict = target(within=HOUR, applies="outside", strictly=True)

        assert promise(RULES.calendar, strict, utc("2026-11-23T16:59")) is None
        assert promise(RULES.calendar, strict, utc("2026-11-23T17:00")).due == utc("2026-11-23T18:00")

    def test_hours_that_never_close_have_no_moment_outside(self):
        always = Calendar(hours(daily="00:00-24:00"))

        assert promise(always, target(within=HOUR, applies="outside"), utc("2026-11-23T12:00")) is None

    def test_as_soon_as_possible_is_promised_and_never_due(self):
        rules = Rulebook.of(replace(TIERED, targets=(target(within=None),)))

        (made,) = promises(rules, "critical", utc("2026-11-21T03:00"))

        assert made.due is None
        assert respond_by(rules, "critical", utc("2026-11-21T03:00")) is None
        assert spans.of(rules.calendar, made, utc("2026-11-21T03:00")) == ()

    def test_working_days_of_a_year_without_data_are_days(self):
        def no_data(rule, year):
            raise LookupError(year)

        calendar, at = Calendar(TIERED.hours, no_data), utc("2026-11-21T03:00")

        assert due(calendar, target(counted="business", within=WorkingDays(days=3)), at) == at + timedelta(days=3)


SHIPPED = [Rulebook.of(policy_file.load(name)) for name in policy_file.shipped()]
PLACES = st.sampled_from([(rules, place) for rules in (*SHIPPED, RULES) for place in rules.calendars])
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2031, 11, 1), timezones=st.just(UTC))  # noqa: DTZ001
LENGTHS = st.timedeltas(timedelta(0), timedelta(hours=200))
thorough = settings(max_examples=200, deadline=None, derandomize=True)


class TestPropertiesOfEveryTierAndRegion:
    @thorough
    @given(PLACES, INSTANTS, INSTANTS, LENGTHS, LENGTHS)
    def test_business_time_is_monotone_additive_and_has_an_inverse(self, where, a, b, one, other):
        rules, place = where
        calendar = rules.calendar_of(*place)

        assert calendar.due(min(a, b), one) <= calendar.due(max(a, b), one)
        assert calendar.due(a, min(one, other)) <= calendar.due(a, max(one, other))
        if other:
            assert calendar.due(calendar.due(a, one), other) == calendar.due(a, one + other)
        assert calendar.business_between(a, calendar.due(a, one)) == one

    @thorough
    @given(PLACES, INSTANTS, INSTANTS, st.integers(0, 15), st.integers(0, 15))
    def test_working_days_are_monotone(self, where, a, b, n, m):
        rules, place = where
        calendar = rules.calendar_of(*place)

        assert calendar.working_days(min(a, b), n) <= calendar.working_days(max(a, b), n)
        assert calendar.working_days(a, min(n, m)) <= calendar.working_days(a, max(n, m))

    @thorough
    @given(PLACES, INSTANTS, st.timedeltas(timedelta(0), timedelta(hours=80)), st.data())
    def test_no_report_is_due_later_for_having_been_made_earlier(self, where, at, later, data):
        rules, (tier, region) = where
        severity = data.draw(st.sampled_from(rules.policy.severities)).slug
        first, second = (promises(rules, severity, t, tier=tier, region=region) for t in (at, at + later))

        for measures in ("response", "resolution"):
            earliest = [min((p.due for p in made if p.due and p.target.measures == measures), default=None)
                        for made in (first, second)]  # fmt: skip
            assert (earliest[0] is None) == (earliest[1] is None)
            assert earliest[0] is None or earliest[0] <= earliest[1]

    @thorough
    @given(PLACES, INSTANTS, st.data())
    def test_the_counted_spans_add_up_to_every_target(self, where, at, data):
        rules, (tier, region) = where
        severity = data.draw(st.sampled_from(rules.policy.severities)).slug

        for made in promises(rules, severity, at, tier=tier, region=region):
            counted = [one.counted for one in spans.of(rules.calendar_of(tier, region), made, at) if one.counted]
            if isinstance(made.target.within, WorkingDays):
                assert sum(one.days for one in counted) == made.target.within.days
            elif made.target.within:
                assert sum(counted, timedelta(0)) == made.target.within

    @thorough
    @given(PLACES, INSTANTS, LENGTHS, st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York", "Pacific/Apia"]))
    def test_an_instant_is_the_same_in_any_zone(self, where, at, length, zone):
        rules, place = where
        calendar = rules.calendar_of(*place)
        elsewhere = at.astimezone(Calendar(hours(zone=zone, daily="00:00-24:00")).zone)

        assert calendar.is_open(elsewhere) == calendar.is_open(at)
        assert calendar.due(elsewhere, length) == calendar.due(at, length)
        assert calendar.working_days(elsewhere, 3) == calendar.working_days(at, 3)


SATURDAY, MONDAY = utc("2026-11-21T03:00"), utc("2026-11-23T16:30")


@pytest.mark.parametrize(
    ("at", "own", "words"),
    [
        (SATURDAY, {"applies": "inside", "counted": "business"}, "Sat and Sun closed, Mon 09:00-10:00 1 h"),
        (SATURDAY, {"applies": "inside"}, "Sat 03:00 to Mon 09:00 outside the hours, Mon 09:00-10:00 1 h"),
        (MONDAY, {"applies": "outside"}, "Mon 16:30-17:00 inside the hours, Mon 17:00-18:00 1 h"),
        (
            MONDAY,
            {"applies": "outside", "counted": "business"},
            "Mon 16:30-17:00 inside the hours, Mon after hours, Tue to Thu closed, Fri 09:00-10:00 1 h",
        ),
    ],
)
def test_what_is_not_counted_is_told_too(at, own, words):
    made = promise(RULES.calendar, target(within=HOUR, **own), at)

    assert span_words.told(spans.of(RULES.calendar, made, at), RULES.calendar.hours.local) == words
