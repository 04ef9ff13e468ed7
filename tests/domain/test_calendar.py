"""Business time at its edges: clock changes, midnights, New Years, and what nobody can know."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.bank_holidays import HolidaysUnknown
from app.domain.calendar import Calendar, CalendarError, NaiveInstant, Span
from tests.domain.weeks import england, hours

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def utc(words):
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def office():
    return Calendar(
        hours(
            holidays=england(),
            monday="08:30-17:00",
            tuesday="08:30-17:00",
            wednesday="08:30-17:00",
            thursday="08:30-17:00",
            friday="08:30-16:30",
        )
    )


class TestClockChanges:
    """In 2026 London's clocks go forward on 29 March at 01:00 UTC, and back on 25 October at 01:00 UTC."""

    def test_hours_in_the_repeated_hour_are_open_twice(self):
        calendar = Calendar(hours(daily="00:00-01:30"))

        spans = calendar.spans(utc("2026-10-24T23:00"), utc("2026-10-25T06:00"))

        assert spans == [
            Span(starts=utc("2026-10-24T23:00"), ends=utc("2026-10-25T00:30")),
            Span(starts=utc("2026-10-25T01:00"), ends=utc("2026-10-25T01:30")),
        ]

    def test_hours_inside_the_repeated_hour_alone_are_open_twice(self):
        calendar = Calendar(hours(daily="01:15-01:45"))

        assert calendar.business_between(utc("2026-10-25T00:00"), utc("2026-10-25T06:00")) == 60 * MINUTE
        assert calendar.next_open(utc("2026-10-25T00:45")) == utc("2026-10-25T01:15")

    def test_hours_in_the_skipped_hour_do_not_happen(self):
        calendar = Calendar(hours(daily="01:00-02:00"))

        assert calendar.spans(utc("2026-03-29T00:00"), utc("2026-03-29T12:00")) == []
        assert calendar.next_open(utc("2026-03-29T00:30")) == utc("2026-03-30T00:00")

    def test_hours_over_the_skipped_hour_are_an_hour_shorter(self):
        calendar = Calendar(hours(daily="00:00-06:00"))

        assert calendar.business_between(utc("2026-03-28T20:00"), utc("2026-03-29T12:00")) == 5 * HOUR
        assert calendar.business_between(utc("2026-10-24T20:00"), utc("2026-10-25T12:00")) == 7 * HOUR

    def test_each_second_of_both_nights_is_open_as_its_wall_clock_says(self):
        calendar = Calendar(hours(daily="00:20-01:10 01:50-02:30"))
        london = ZoneInfo("Europe/London")

        for start in (utc("2026-03-28T23:00"), utc("2026-10-24T22:30")):
            for second in range(0, 5 * 3600, 10):
                at = start + timedelta(seconds=second)
                wall = f"{at.astimezone(london):%H:%M}"
                assert calendar.is_open(at) == ("00:20" <= wall < "01:10" or "01:50" <= wall < "02:30"), at

    def test_a_zone_that_changes_by_half_an_hour_is_no_exception(self):
        calendar = Calendar(hours(zone="Australia/Lord_Howe", daily="01:00-02:00"))

        # On 5 April 2026 at 02:00 the clocks go back to 01:30.
        assert calendar.business_between(utc("2026-04-04T13:00"), utc("2026-04-04T18:00")) == 90 * MINUTE

    def test_a_day_that_a_zone_left_out_has_no_hours(self):
        calendar = Calendar(hours(zone="Pacific/Apia", daily="09:00-17:00"))

        # Samoa went from 29 to 31 December 2011 at midnight.
        assert calendar.next_open(utc("2011-12-30T03:00")) == utc("2011-12-30T19:00")


class TestOpenings:
    def test_openings_that_touch_are_one(self):
        calendar = Calendar(hours(monday="09:00-12:00 12:00-24:00", tuesday="00:00-10:00"))

        assert calendar.next_close(utc("2026-01-05T11:00")) == utc("2026-01-06T10:00")

    def test_an_opening_goes_on_over_new_year(self):
        calendar = Calendar(hours(wednesday="20:00-24:00", thursday="00:00-04:00"))

        assert calendar.next_close(utc("2025-12-31T23:59:59")) == utc("2026-01-01T04:00")
        assert calendar.business_between(utc("2025-12-31T12:00"), utc("2026-01-01T12:00")) == 8 * HOUR

    def test_hours_around_the_clock_never_close(self):
        calendar = Calendar(hours(daily="00:00-24:00"))

        assert calendar.is_open(utc("2026-10-25T01:30"))
        assert calendar.next_close(utc("2026-10-25T01:30")) is None
        assert calendar.next_change(utc("2026-10-25T01:30")) is None
        assert calendar.due(utc("2026-12-31T23:00"), 48 * HOUR) == utc("2027-01-02T23:00")

    def test_hours_around_the_clock_close_on_a_holiday(self):
        calendar = Calendar(hours(daily="00:00-24:00", holidays=england()))

        assert calendar.next_close(utc("2026-12-20T12:00")) == utc("2026-12-25T00:00")
        assert calendar.next_open(utc("2026-12-25T00:00")) == utc("2026-12-27T00:00")

    def test_a_holiday_that_was_added_is_closed_and_one_that_was_removed_is_open(self):
        rule = england(added={date(2027, 6, 14): "A day of thanks"}, removed=[date(2027, 5, 3)])
        calendar = Calendar(hours(holidays=rule, monday="09:00-17:00"))

        assert not calendar.is_open(utc("2027-06-14T10:00"))
        assert calendar.holiday_name(date(2027, 6, 14)) == "A day of thanks"
        assert calendar.is_open(utc("2027-05-03T10:00"))
        assert calendar.holiday_name(date(2027, 5, 3)) is None


class TestDue:
    def test_an_hour_is_counted_over_the_weekend(self, office):
        assert office.due(utc("2026-01-09T16:00"), HOUR) == utc("2026-01-12T09:00")

    def test_a_deadline_that_ends_at_closing_is_that_closing(self, office):
        assert office.due(utc("2026-01-09T16:00"), 30 * MINUTE) == utc("2026-01-09T16:30")
        assert office.due(utc("2026-01-09T17:00"), 510 * MINUTE) == utc("2026-01-12T17:00")

    def test_no_time_at_all_is_over_at_the_next_opening(self, office):
        assert office.due(utc("2026-01-09T12:00"), timedelta(0)) == utc("2026-01-09T12:00")
        assert office.due(utc("2026-01-09T16:30"), timedelta(0)) == utc("2026-01-12T08:30")

    def test_microseconds_are_kept(self, office):
        at = utc("2026-01-09T16:29:59.999999")

        assert office.due(at, timedelta(microseconds=1)) == utc("2026-01-09T16:30")
        assert office.due(at, timedelta(microseconds=2)) == utc("2026-01-12T08:30:00.000001")

    def test_years_of_business_time_are_counted(self, office):
        a_long_time = timedelta(hours=42) * 52 * 5

        due = office.due(utc("2026-01-05T00:00"), a_long_time)

        assert due.year == 2031
        assert office.business_between(utc("2026-01-05T00:00"), due) == a_long_time

    def test_business_time_cannot_be_negative(self, office):
        with pytest.raises(ValueError, match="negative"):
            office.due(utc("2026-01-09T12:00"), -MINUTE)


class TestWorkingDays:
    def test_a_working_day_later_is_the_same_time_on_the_next_one(self, office):
        assert office.working_days(utc("2026-01-05T10:15"), 1) == utc("2026-01-06T10:15")

    def test_weekends_and_bank_holidays_are_no_working_days(self, office):
        assert office.working_days(utc("2026-04-02T09:00"), 1) == utc("2026-04-07T09:00")

    def test_the_wall_clock_time_is_kept_over_a_clock_change(self, office):
        assert office.working_days(utc("2026-03-27T15:00"), 1) == utc("2026-03-30T14:00")

    def test_a_friday_that_closes_earlier_ends_at_its_close(self, office):
        assert office.working_days(utc("2026-01-08T16:45"), 1) == utc("2026-01-09T16:30")

    def test_a_report_outside_the_hours_counts_from_the_next_opening(self, office):
        assert office.working_days(utc("2026-01-10T12:00"), 1) == utc("2026-01-13T08:30")
        assert office.working_days(utc("2026-01-10T12:00"), 0) == utc("2026-01-12T08:30")


class TestTheUnknown:
    def test_an_instant_without_a_zone_is_an_error(self, office):
        for ask in (office.is_open, office.next_open, office.next_close, office.next_change, office.local_date):
            with pytest.raises(NaiveInstant, match="no zone"):
                ask(datetime(2026, 1, 5, 12))  # noqa: DTZ001

    def test_any_zone_is_the_same_instant(self, office):
        at = datetime(2026, 7, 6, 3, 45, tzinfo=ZoneInfo("America/New_York"))

        assert office.is_open(at)
        assert office.next_close(at) == utc("2026-07-06T16:00")

    def test_the_second_of_two_equal_wall_clock_times_is_told_apart(self):
        calendar = Calendar(hours(sunday="00:00-01:30"))
        first = datetime(2026, 10, 25, 1, 29, 59, tzinfo=ZoneInfo("Europe/London"))

        assert calendar.next_close(first) == utc("2026-10-25T00:30")
        assert calendar.next_close(first.replace(fold=1)) == utc("2026-10-25T01:30")

    @pytest.mark.parametrize("year", [1, 1871, 1969, 2101, 2150, 2300, 9999])
    def test_a_year_without_data_is_an_error_and_never_a_year_without_holidays(self, office, year):
        with pytest.raises(CalendarError):
            office.is_open(datetime(year, 6, 1, 12, tzinfo=UTC))
        with pytest.raises(CalendarError):
            office.holiday_name(date(year, 6, 1))

    def test_the_last_year_with_data_is_known_to_its_end(self, office):
        assert not office.is_open(utc("2100-12-31T23:59:59"))
        with pytest.raises(CalendarError):
            office.next_open(utc("2100-12-31T23:59:59"))

    def test_a_library_that_breaks_is_a_year_without_data(self):
        def broken(rule, year):
            raise NotImplementedError(f"{rule.subdivision} {year}")

        with pytest.raises(CalendarError, match="ENG 2026"):
            Calendar(hours(holidays=england(), daily="09:00-17:00"), broken).is_open(utc("2026-01-05T12:00"))

    def test_a_missing_year_in_the_middle_is_not_skipped(self):
        def without_2027(rule, year):
            if year == 2027:
                raise HolidaysUnknown("2027")
            return {}

        calendar = Calendar(hours(holidays=england(), daily="09:00-17:00"), without_2027)
        assert calendar.is_open(utc("2026-06-01T12:00"))
        with pytest.raises(CalendarError):
            calendar.business_between(utc("2026-06-01T12:00"), utc("2028-06-01T12:00"))
        assert calendar.is_open(utc("2026-06-01T12:00"))

    def test_threads_that_ask_for_different_years_all_get_right_answers(self):
        calendar = Calendar(hours(holidays=england(), monday="09:00-17:00"))
        wrong = []

        def ask(year):
            for _ in range(50):
                monday = next(
                    datetime(year, 2, n, 12, tzinfo=UTC) for n in range(1, 8) if date(year, 2, n).weekday() == 0
                )
                if not calendar.is_open(monday) or calendar.due(monday, HOUR) != monday + HOUR:
                    wrong.append(year)

        threads = [Thread(target=ask, args=(year,)) for year in (2026, 2040, 1990, 2060, 2010, 2031, 1975, 2080)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert wrong == []


WEEKS = [
    hours(monday="08:30-17:00", tuesday="08:30-17:00", friday="08:30-16:30", holidays=england()),
    hours(daily="00:00-01:30 22:00-24:00"),
    hours(zone="America/New_York", daily="01:30-02:30 09:00-18:00"),
    hours(zone="Australia/Lord_Howe", daily="00:00-24:00"),
]
CALENDARS = st.sampled_from([Calendar(week) for week in WEEKS])
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2031, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
LENGTHS = st.timedeltas(timedelta(0), timedelta(hours=400))
thorough = settings(max_examples=300, deadline=None, derandomize=True)


class TestProperties:
    @thorough
    @given(CALENDARS, INSTANTS, LENGTHS, LENGTHS)
    def test_a_longer_time_is_never_due_earlier(self, calendar, at, one, other):
        assert calendar.due(at, min(one, other)) <= calendar.due(at, max(one, other))

    @thorough
    @given(CALENDARS, INSTANTS, INSTANTS, LENGTHS)
    def test_a_later_report_is_never_due_earlier(self, calendar, one, other, length):
        assert calendar.due(min(one, other), length) <= calendar.due(max(one, other), length)

    @thorough
    @given(CALENDARS, INSTANTS, LENGTHS, LENGTHS)
    def test_counting_on_from_a_deadline_is_counting_both_at_once(self, calendar, at, one, other):
        if other > timedelta(0):
            assert calendar.due(calendar.due(at, one), other) == calendar.due(at, one + other)

    @thorough
    @given(CALENDARS, INSTANTS, LENGTHS)
    def test_the_time_until_a_deadline_is_the_time_that_was_asked_for(self, calendar, at, length):
        assert calendar.business_between(at, calendar.due(at, length)) == length

    @thorough
    @given(CALENDARS, INSTANTS, INSTANTS)
    def test_a_deadline_for_the_time_between_two_instants_is_no_later_than_the_second(self, calendar, one, other):
        a, b = min(one, other), max(one, other)
        between = calendar.business_between(a, b)

        assert calendar.business_between(b, a) == -between
        if between:
            due = calendar.due(a, between)
            assert due <= b
            assert calendar.business_between(due, b) == timedelta(0)

    @thorough
    @given(CALENDARS, INSTANTS, INSTANTS, INSTANTS)
    def test_business_time_adds_up(self, calendar, a, b, c):
        assert calendar.business_between(a, b) + calendar.business_between(b, c) == calendar.business_between(a, c)

    @thorough
    @given(CALENDARS, INSTANTS, LENGTHS)
    def test_the_counted_spans_add_up_to_the_time_and_are_open(self, calendar, at, length):
        spans = calendar.spans(at, calendar.due(at, length))

        assert sum((span.ends - span.starts for span in spans), timedelta(0)) == length
        assert all(calendar.is_open(span.starts) for span in spans)

    @thorough
    @given(CALENDARS, INSTANTS)
    def test_nothing_changes_before_the_next_change(self, calendar, at):
        change = calendar.next_change(at)
        if change is None:
            return
        assert change > at
        assert calendar.is_open(change) != calendar.is_open(at)
        assert calendar.is_open(at + (change - at) / 2) == calendar.is_open(at)
        assert calendar.is_open(change - timedelta(microseconds=1)) == calendar.is_open(at)

    @thorough
    @given(CALENDARS, INSTANTS)
    def test_the_wall_clock_decides(self, calendar, at):
        local = at.astimezone(calendar.zone)
        minute = local.hour * 60 + local.minute
        spans = () if calendar.holiday_name(local.date()) else calendar.hours.week[local.weekday()]

        assert calendar.is_open(at) == any(begins <= minute < ends for begins, ends in spans)
