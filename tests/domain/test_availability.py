"""Availability: what counts as downtime, exactly what is excepted, and the share that is left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import availability, exceptions, policy_file
from app.domain.availability import Outage, Period
from app.domain.calendar import Calendar
from app.domain.exceptions import Exceptions, Part
from app.domain.maintenance import Window
from app.domain.policy import Cause
from app.domain.service_levels import Availability as AvailabilityPromise
from tests.domain.weeks import england, hours

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOVEMBER = availability.month(2026, 11, "Europe/London")
SATURDAY = datetime(2026, 11, 21, 2, tzinfo=UTC)
OFFICE = Calendar(hours(holidays=england(), **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"),
                                                           "09:00-18:00")))  # fmt: skip
EARLY = OFFICE
LATE = Calendar(hours(zone="America/New_York", **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"),
                                                              "09:00-18:00")))  # fmt: skip
RULE = Exceptions(causes={"customer-change": "A change that the customer made"})


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def outage(start: datetime = SATURDAY, length: timedelta = HOUR, **changes) -> Outage:
    usual = Outage(reference="K7Q4M", services=("crm",), starts_at=start, ends_at=start + length)
    return replace(usual, **changes)


def window(start: datetime, length: timedelta, published: datetime, kind="planned") -> Window:
    return Window(kind=kind, services=("crm",), starts_at=start, ends_at=start + length, published_at=published)


def november(outages, windows=(), rule=RULE, **calendars):
    parts = [part for one in windows for part in exceptions.parts(one, rule, calendars or {"": OFFICE})]
    return availability.of_service("crm", NOVEMBER, outages, parts, rule)


def told(month) -> list[tuple[str, str, bool, str]]:
    return [(f"{one.starts_at:%d %H:%M}", f"{one.ends_at:%d %H:%M}", one.is_counted, one.reason)
            for one in month.stretches]  # fmt: skip


def test_a_month_without_downtime_is_all_available():
    month = november([])

    assert (month.percentage, month.is_met, month.counted, month.excepted) == (100, True, 0 * HOUR, 0 * HOUR)


def test_an_hour_in_november_is_too_much():
    month = november([outage()])

    assert month.counted == HOUR
    assert month.percentage == Decimal("99.861")
    assert not month.is_met
    assert told(month) == [("21 02:00", "21 03:00", True, "No exception applies")]


def test_the_target_is_met_to_the_microsecond():
    """A thousandth of November's thirty days is 43 min 12 s."""
    allowed = timedelta(minutes=43, seconds=12)
    just, too_long = november([outage(length=allowed)]), november([outage(length=allowed + timedelta(microseconds=1))])

    assert (just.percentage, just.is_met) == (Decimal("99.900"), True)
    assert (too_long.percentage, too_long.is_met) == (Decimal("99.899"), False)


def test_outages_that_overlap_count_once():
    month = november([outage(), outage(SATURDAY + HOUR / 2, reference="AAAAA"), outage(SATURDAY, 10 * MINUTE)])

    assert month.counted == 90 * MINUTE
    assert {reference for one in month.stretches for reference in one.references} == {"K7Q4M", "AAAAA"}


def test_other_services_downtime_is_not_this_ones():
    assert november([outage(services=("website",)), outage(services=("unsure",))]).stretches == ()


def test_downtime_is_cut_at_the_months_midnights_on_the_policys_clocks():
    """The last of October is after the clocks went back, so midnight is midnight in UTC; July's is an hour earlier."""
    month = november([outage(utc("2026-10-31 23:30")), outage(utc("2026-11-30 23:30"))])
    july = availability.month(2026, 7, "Europe/London")

    assert month.counted == HOUR
    assert (july.starts_at, july.ends_at) == (utc("2026-06-30 23:00"), utc("2026-07-31 23:00"))


@pytest.mark.parametrize(
    ("number", "length"), [(3, 31 * DAY - HOUR), (10, 31 * DAY + HOUR), (11, 30 * DAY), (12, 31 * DAY)]
)
def test_a_month_is_as_long_as_it_really_is(number: int, length: timedelta):
    assert availability.month(2026, number, "Europe/London").length == length


def test_a_planned_window_excepts_what_lies_in_it_and_no_more():
    planned = window(SATURDAY + 10 * MINUTE, 20 * MINUTE, published=SATURDAY - DAY)

    month = november([outage()], [planned])

    assert told(month) == [
        ("21 02:00", "21 02:10", True, "No exception applies"),
        ("21 02:10", "21 02:30", False, "Planned maintenance"),
        ("21 02:30", "21 03:00", True, "No exception applies"),
    ]


def test_a_window_without_downtime_excepts_nothing():
    month = november([], [window(SATURDAY, HOUR, published=SATURDAY - DAY)])

    assert (month.excepted, month.stretches) == (0 * HOUR, ())


def test_one_that_was_ended_early_excepts_only_until_then():
    early = replace(window(SATURDAY, HOUR, published=SATURDAY - DAY), ended_at=SATURDAY + 15 * MINUTE)

    assert november([outage()], [early]).excepted == 15 * MINUTE


def test_a_cancelled_window_excepts_nothing():
    cancelled = replace(window(SATURDAY, HOUR, published=SATURDAY - DAY), cancelled_at=SATURDAY - HOUR)

    assert november([outage()], [cancelled]).counted == HOUR


class TestEmergencyMaintenance:
    """PP-2: excepted outside normal hours with at least 4 normal business hours' notice."""

    @pytest.mark.parametrize(
        ("published", "excepted"),
        [("2026-11-20 14:00", HOUR), ("2026-11-20 14:01", 0 * HOUR), ("2026-11-20 19:00", 0 * HOUR)],
    )
    def test_four_business_hours_of_notice_are_enough_and_a_minute_less_is_not(self, published, excepted):
        month = november([outage()], [window(SATURDAY, HOUR, utc(published), "emergency")])

        assert month.excepted == excepted
        assert month.counted == HOUR - excepted

    def test_too_little_notice_is_the_reason(self):
        month = november([outage()], [window(SATURDAY, HOUR, utc("2026-11-20 15:30"), "emergency")])

        reason = "Emergency maintenance with only 2 h 30 min of the 4 h of notice in business hours"
        assert told(month) == [("21 02:00", "21 03:00", True, reason)]

    def test_the_part_inside_business_hours_counts(self):
        evening = utc("2026-11-20 17:30")

        month = november([outage(evening)], [window(evening, HOUR, utc("2026-11-19 09:00"), "emergency")])

        assert told(month) == [
            ("20 17:30", "20 18:00", True, "Emergency maintenance inside business hours"),
            ("20 18:00", "20 18:30", False, "Emergency maintenance outside business hours, with notice"),
        ]

    @pytest.mark.parametrize(
        ("published", "told_of"),
        [
            ("2026-11-20 14:00", None),
            ("2026-11-20 15:00", "only 3 h of the 4 h of notice in business hours (UK)"),  # in the US it is 8 h
            ("2026-11-20 19:00", "out any of the 4 h of notice in business hours (UK)"),  # in the US it is 4 h
        ],
    )
    def test_notice_has_to_be_long_enough_in_every_region_and_the_shortest_is_told(self, published, told_of):
        one = window(SATURDAY, HOUR, utc(published), "emergency")

        (stretch,) = told(november([outage()], [one], UK=EARLY, US=LATE))

        assert stretch[2] == bool(told_of)
        assert not told_of or stretch[3].endswith(told_of)

    def test_a_morning_in_one_region_is_no_notice_in_another(self):
        noon = window(utc("2026-11-16 14:00"), HOUR, utc("2026-11-16 00:00"), "emergency")

        (stretch,) = told(november([outage(noon.starts_at)], [noon], UK=EARLY, US=LATE))

        assert stretch[3] == "Emergency maintenance without any of the 4 h of notice in business hours (US)"

    def test_what_is_inside_the_hours_of_any_region_counts(self):
        evening = window(utc("2026-11-20 17:30"), 7 * HOUR, utc("2026-11-17 09:00"), "emergency")

        month = november([outage(evening.starts_at, 7 * HOUR)], [evening], UK=EARLY, US=LATE)

        assert told(month) == [
            ("20 17:30", "20 18:00", True, "Emergency maintenance inside business hours (UK and US)"),
            ("20 18:00", "20 23:00", True, "Emergency maintenance inside business hours (US)"),
            ("20 23:00", "21 00:30", False, "Emergency maintenance outside business hours, with notice"),
        ]

    def test_where_the_hours_of_one_region_are_not_known_it_counts(self):
        def unknown(*_):
            raise LookupError("no data")

        no_data = Calendar(hours(holidays=england(), daily="09:00-18:00"), unknown)

        month = november([outage()], [window(SATURDAY, HOUR, SATURDAY - DAY, "emergency")], UK=EARLY, US=no_data)

        assert told(month)[0][2:] == (True, "Emergency maintenance, its notice in business hours is not known (US)")

    def test_where_the_hours_are_not_known_it_counts(self):
        def unknown(*_):
            raise LookupError("no data")

        calendar = Calendar(hours(holidays=england(), daily="09:00-18:00"), unknown)

        month = november([outage()], [window(SATURDAY, HOUR, SATURDAY - DAY, "emergency")], uk=calendar)

        assert month.counted == HOUR

    def test_a_policy_that_asks_for_no_notice_excepts_it_at_any_hour(self):
        """FP-6: reasonable emergency maintenance, without more."""
        rule = Exceptions(clause="FP-6", emergency_notice=0 * HOUR, emergency_inside_hours=True)
        noon = utc("2026-11-20 12:00")

        month = november([outage(noon)], [window(noon, HOUR, noon, "emergency")], rule)

        assert told(month) == [("20 12:00", "20 13:00", False, "Emergency maintenance")]


def test_an_excepted_cause_is_not_counted_and_another_is():
    month = november([outage(cause="customer-change"), outage(SATURDAY + 2 * HOUR, cause="our-fault")])

    assert told(month) == [
        ("21 02:00", "21 03:00", False, "Cause: A change that the customer made"),
        ("21 04:00", "21 05:00", True, "No exception applies"),
    ]


def test_an_excepted_cause_does_not_hide_another_outage_beside_it():
    month = november([outage(cause="customer-change"), outage(SATURDAY + HOUR / 2, reference="AAAAA")])

    assert (month.excepted, month.counted) == (30 * MINUTE, HOUR)


CAUSES = (
    Cause(slug="customer-change", name="A change that the customer made", clause="PP-2", is_covered=True),
    Cause(slug="third-party", name="A third party", clause="FP-6"),
    Cause(slug="maintenance", name="Maintenance", clause="FP-6", is_maintenance=True),
)


def test_a_policy_that_states_nothing_has_the_usual_figures():
    assert exceptions.of(replace(policy_file.load("prospect365"), causes=())) == Exceptions()


def test_a_policy_that_promises_availability_excepts_exactly_the_causes_that_it_names():
    """PP-2, with other figures."""
    promised = AvailabilityPromise(clause="PP-2", percent=Decimal("99.5"), notice=2 * HOUR, causes=("customer-change",))

    stated = exceptions.of(replace(policy_file.load("prospect365"), availability=promised, causes=CAUSES))

    assert stated == Exceptions(
        clause="PP-2",
        target=Decimal("99.5"),
        emergency_notice=2 * HOUR,
        causes={"customer-change": "A change that the customer made"},
    )


def test_a_policy_that_excludes_maintenance_excepts_it_at_any_hour_without_notice():
    """FP-6: it promises no availability, and excludes causes."""
    stated = exceptions.of(replace(policy_file.load("prospect365"), causes=CAUSES))

    assert stated == Exceptions(
        clause="FP-6",
        emergency_notice=0 * HOUR,
        emergency_inside_hours=True,
        causes={"third-party": "A third party", "maintenance": "Maintenance"},
    )


def test_a_policy_that_only_excludes_causes_has_the_usual_notice():
    """KU-5 names causes, and no maintenance."""
    stated = exceptions.of(replace(policy_file.load("prospect365"), causes=CAUSES[:2]))

    assert stated == Exceptions(causes={"third-party": "A third party"})


minutes_in = st.integers(-3 * 24 * 60, 33 * 24 * 60)
lengths = st.integers(1, 5 * 24 * 60)


@st.composite
def outages(draw) -> Outage:
    start = NOVEMBER.starts_at + draw(minutes_in) * MINUTE
    services = draw(st.sampled_from([("crm",), ("crm", "website"), ("website",)]))
    cause = draw(st.sampled_from(["", "customer-change", "unknown"]))
    return outage(start, draw(lengths) * MINUTE, services=services, cause=cause)


@st.composite
def windows(draw) -> Window:
    start = NOVEMBER.starts_at + draw(minutes_in) * MINUTE
    published = start - draw(st.integers(0, 5 * 24 * 60)) * MINUTE
    return window(start, draw(lengths) * MINUTE, published, draw(st.sampled_from(["planned", "emergency"])))


def minutes(start: datetime, end: datetime) -> set[int]:
    first, last = ((at - NOVEMBER.starts_at) // MINUTE for at in (start, end))
    return set(range(max(first, 0), min(last, NOVEMBER.length // MINUTE)))


@given(down=st.lists(outages(), max_size=5), worked_on=st.lists(windows(), max_size=4))
def test_what_counts_and_what_is_excepted_are_together_the_downtime_of_the_month(down, worked_on):
    month = november(down, worked_on)

    own = [one for one in down if "crm" in one.services]
    union = set().union(*(minutes(one.starts_at, one.ends_at) for one in own))
    to_count = set().union(*(minutes(one.starts_at, one.ends_at) for one in own if one.cause != "customer-change"))
    excepting: list[Part] = [part for one in worked_on for part in exceptions.parts(one, RULE, {"": OFFICE})]
    away = set().union(*(minutes(part.starts_at, part.ends_at) for part in excepting if part.is_excepted))

    assert month.counted + month.excepted == len(union) * MINUTE
    assert month.counted == len(to_count - away) * MINUTE
    for before, after in pairwise(month.stretches):
        assert before.ends_at <= after.starts_at


@given(one=windows())
def test_a_windows_parts_are_the_whole_of_it(one: Window):
    parts = exceptions.parts(one, RULE, {"": OFFICE})

    assert (parts[0].starts_at, parts[-1].ends_at) == (one.starts_at, one.over_at)
    assert all(before.ends_at == after.starts_at for before, after in pairwise(parts))


def test_a_month_that_begins_this_very_moment_is_available():
    period = Period(starts_at=SATURDAY, ends_at=SATURDAY)

    assert availability.of_service("crm", period, [outage()], [], RULE).percentage == 100
