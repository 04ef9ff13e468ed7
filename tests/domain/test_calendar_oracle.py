"""Every minute of 2025 to 2031, in every policy, tier and region, against accounts that were written from the law."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest

from app.domain import policy_file
from app.domain.rulebook import Rulebook, places
from tests.domain import american_hours, british_hours

FIRST, LAST = 2025, 2031
START = datetime(FIRST, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def none(year):
    return set()


def nine_to(*closes, **law):
    return british_hours.open_minutes(FIRST, LAST, opens=(9, 0), closes=closes, closes_on_friday=closes, **law)


def always():
    return bytearray(b"\x01" * (british_hours.minute_of(date(LAST + 1, 1, 1)) - british_hours.minute_of(START.date())))


ACCOUNTS = {
    "office": lambda: british_hours.open_minutes(FIRST, LAST),
    "every weekday": lambda: nine_to(18, 0, holidays=none),
    "always": always,
    "to half past five": lambda: nine_to(17, 30),
    "British": lambda: nine_to(18, 0),
    "American": lambda: nine_to(18, 0, holidays=american_hours.federal_holidays, ahead=american_hours.offset),
}
BY_LAW = {
    ("prospect365", None, None): "office",
    ("flatpeak", "standard", None): "every weekday",
    ("flatpeak", "advanced", None): "always",
    ("informed", None, None): "to half past five",
    ("kustomer", None, None): "always",
    ("pugpig", "standard", "uk"): "British",
    ("pugpig", "standard", "us"): "American",
    ("pugpig", "enterprise", "uk"): "British",
    ("pugpig", "enterprise", "us"): "American",
}


@cache
def account(name):
    return ACCOUNTS[name]()


@cache
def rules_of(policy):
    return Rulebook.of(policy_file.load(policy))


@cache
def before(name):
    """For each minute, how many before it are open."""
    counts = [0]
    for state in account(name):
        counts.append(counts[-1] + state)
    return counts


SHARED = ("pugpig", "enterprise")  # its calendars are those of the other tier


@pytest.fixture(
    params=[where for where in BY_LAW if where[:2] != SHARED],
    ids=lambda where: "-".join(part for part in where if part),
)
def place(request):
    """A calendar, and the name of its account."""
    policy, tier, region = request.param
    return rules_of(policy).calendar_of(tier, region), BY_LAW[request.param]


@pytest.fixture
def calendar(place):
    return place[0]


@pytest.fixture
def minutes(place):
    return account(place[1])


@pytest.fixture
def changes(minutes):
    return [m for m in range(1, len(minutes)) if minutes[m] != minutes[m - 1]]


def test_every_tier_and_region_of_every_policy_has_its_account():
    shipped = {(name, *place) for name in policy_file.shipped() for place in places(rules_of(name).policy)}

    assert set(BY_LAW) == shipped


def test_tiers_with_the_same_hours_share_a_calendar():
    rules = rules_of(SHARED[0])

    for region in ("uk", "us"):
        assert rules.calendar_of(SHARED[1], region) is rules.calendar_of("standard", region)


def test_the_oracle_knows_the_published_bank_holidays():
    """As gov.uk lists them for England and Wales."""
    published = {
        2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
        2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
        2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
        2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    }
    for year, days in published.items():
        assert british_hours.bank_holidays(year) == {date.fromisoformat(f"{year}-{day}") for day in days.split()}


def test_the_oracle_knows_the_published_federal_holidays():
    """As opm.gov lists them."""
    published = {
        2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
        2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
        2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
        2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
    }
    for year, days in published.items():
        assert american_hours.federal_holidays(year) == {date.fromisoformat(f"{year}-{day}") for day in days.split()}


def test_every_minute_is_open_or_closed_as_the_law_has_it(calendar, minutes):
    told = bytearray(len(minutes))
    for span in calendar.spans(START, START + len(minutes) * MINUTE):
        first, last = ((at - START) // MINUTE for at in (span.starts, span.ends))
        told[first:last] = b"\x01" * (last - first)

    assert told == minutes


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
@pytest.mark.parametrize("where", [("prospect365", None, None), ("pugpig", None, "us")], ids=["office", "American"])
def test_asked_minute_by_minute_it_says_the_same(where, year):
    policy, *at = where
    start = datetime(year, 1, 1, tzinfo=UTC)
    first, count = (start - START) // MINUTE, (datetime(year + 1, 1, 1, tzinfo=UTC) - start) // MINUTE
    is_open = rules_of(policy).calendar_of(*at).is_open

    told = bytes(is_open(start + minute * MINUTE) for minute in range(count))

    assert told == account("office" if at == [None, None] else "American")[first : first + count]


def test_the_last_microsecond_belongs_to_the_minute(calendar, minutes, changes):
    for change in changes:
        last = START + change * MINUTE - timedelta(microseconds=1)

        assert calendar.is_open(last) == minutes[change - 1]
        assert calendar.next_change(last) == START + change * MINUTE


def test_the_next_change_is_right_from_every_stretch(calendar, changes):
    for earlier, change in pairwise(changes):
        for minute in (earlier, earlier + 1, (earlier + change) // 2, change - 1):
            assert calendar.next_change(START + minute * MINUTE) == START + change * MINUTE


def test_the_next_opening_and_closing_are_right_from_every_stretch(calendar, minutes, changes):
    for earlier, change in pairwise(changes):
        at = START + earlier * MINUTE + timedelta(seconds=30)
        if minutes[earlier]:
            assert (calendar.next_open(at), calendar.next_close(at)) == (at, START + change * MINUTE)
        else:
            assert calendar.next_open(at) == START + change * MINUTE


def test_due_is_right_for_a_dense_sample(place, minutes):
    """Every 197th minute with a length that varies, against counting open minutes one by one."""
    calendar, name = place
    open_ones = [m for m in range(len(minutes)) if minutes[m]]
    counts, wrong = before(name), []

    for number, minute in enumerate(range(0, open_ones[-6000], 197)):
        length = (1, 30, 60, 120, 240, 480, 510, 2520, 5000)[number % 9]
        expected = START + (open_ones[counts[minute] + length - 1] + 1) * MINUTE
        if calendar.due(START + minute * MINUTE, length * MINUTE) != expected:
            wrong.append((minute, length))

    assert wrong == []


def test_business_time_between_any_two_minutes_is_the_count_of_open_ones(place, minutes):
    calendar, name = place
    counts = before(name)

    for number, minute in enumerate(range(0, len(minutes), 1009)):
        other = (minute * 7919 + number) % len(minutes)
        between = calendar.business_between(START + minute * MINUTE, START + other * MINUTE)
        assert between == (counts[other] - counts[minute]) * MINUTE


def test_working_days_are_right_for_a_dense_sample(place, minutes):
    """From the first open minute on: as far into the n-th later working day, or to its close if that is earlier."""
    calendar, name = place
    if name == "always":
        pytest.skip("there every day is a working day, and no hour is the first")
    starts = [m for m in range(1, len(minutes)) if minutes[m] and not minutes[m - 1]]
    lengths = [minutes.index(0, start) - start for start in starts]
    wrong, today = [], 0

    for number, minute in enumerate(range(0, starts[-12], 307)):
        while minute >= starts[today] + lengths[today]:
            today += 1
        days = (1, 3, 4, 5, 10)[number % 5]
        into = max(minute - starts[today], 0)
        expected = START + (starts[today + days] + min(into, lengths[today + days])) * MINUTE
        if calendar.working_days(START + minute * MINUTE, days) != expected:
            wrong.append((minute, days))

    assert wrong == []
