"""How long copies are kept: seven days, those of the 1st and the 15th a month; and never is the newest taken away."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import back_ups, policy_file
from app.domain.service_levels import Retention

DAY = timedelta(days=1)
ZONE = "Europe/London"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PROMISED = policy_file.load("pugpig").retention
assert PROMISED is not None
CYCLE: Retention = PROMISED

instants = st.integers(0, 4 * 365 * 86_400).map(lambda seconds: NOON + timedelta(seconds=seconds))
rules = st.builds(
    Retention,
    daily=st.integers(1, 60).map(lambda days: days * DAY),
    month_days=st.sets(st.integers(1, 31)).map(lambda days: tuple(sorted(days))),
    months=st.integers(1, 24),
    clause=st.just("PP-3"),
)
zones = st.sampled_from((ZONE, "America/New_York", "Pacific/Auckland", "UTC"))


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def left(copies: list[datetime], now: datetime, zone: str = ZONE) -> list[datetime]:
    return sorted(set(copies) - back_ups.doomed(copies, CYCLE, now, zone))


def test_a_year_of_daily_copies_leaves_seven_days_and_the_1st_and_15th_of_a_month():
    copies = [NOON - number * DAY for number in range(366)]

    assert [f"{at:%d %b}" for at in left(copies, NOON)] == [
        "01 Nov", "14 Nov", "15 Nov", "16 Nov", "17 Nov", "18 Nov", "19 Nov", "20 Nov",
    ]  # fmt: skip


def test_copies_made_and_pruned_every_day_come_to_the_same():
    copies: list[datetime] = []
    for number in range(400):
        now = NOON + number * DAY
        copies = left([*copies, now], now)
        assert len(copies) <= 9
    assert [f"{at:%d %b %Y}" for at in copies][:2] == ["01 Dec 2027", "15 Dec 2027"]


@pytest.mark.parametrize(
    ("made", "until"),
    [
        ("2026-11-20T12:00:00", "2026-11-27T12:00:00"),
        ("2026-11-15T12:00:00", "2026-12-15T12:00:00"),
        ("2026-12-01T03:00:00", "2027-01-01T03:00:00"),
        ("2026-06-30T23:30:00", "2026-07-31T23:30:00"),  # the 1st of July, half past midnight in London
        ("2026-07-01T23:30:00", "2026-07-08T23:30:00"),  # the 2nd there
        ("2026-03-01T01:30:00", "2026-04-01T00:30:00"),  # the same time on the wall, which has gone forward
    ],
)
def test_a_copy_is_kept_until(made: str, until: str):
    assert back_ups.kept_until(utc(made), CYCLE, ZONE) == utc(until)


def test_a_month_that_lacks_the_day_ends_on_its_last():
    rule = Retention(daily=DAY, month_days=(31,), months=1, clause="PP-3")

    assert back_ups.kept_until(utc("2027-01-31T12:00:00"), rule, ZONE) == utc("2027-02-28T12:00:00")


@given(st.sets(instants, min_size=1, max_size=40), rules, instants, zones)
def test_what_goes_was_kept_as_long_as_it_had_to_be_and_the_newest_stays(copies, rule, now, zone):
    doomed = back_ups.doomed(copies, rule, now, zone)

    assert doomed <= copies
    assert max(copies) not in doomed
    for at in doomed:
        assert now - at >= rule.daily
        if at.astimezone(ZoneInfo(zone)).day in rule.month_days:
            assert now - at >= rule.months * 28 * DAY - timedelta(hours=1)
    for at in copies - doomed - {max(copies)}:
        assert now < back_ups.kept_until(at, rule, zone)


@given(st.sets(instants, min_size=1, max_size=40), rules, instants, zones)
def test_pruning_twice_is_pruning_once(copies, rule, now, zone):
    once = copies - back_ups.doomed(copies, rule, now, zone)

    assert back_ups.doomed(once, rule, now, zone) == set()


def test_where_there_is_nothing_nothing_goes():
    assert back_ups.doomed([], CYCLE, NOON, ZONE) == set()


@given(instants, st.sampled_from(("db", "dump")))
def test_a_name_says_its_instant(at, ending):
    assert back_ups.instant(back_ups.name(at, ending)) == at


def test_a_name_is_in_utc():
    assert back_ups.name(datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo(ZONE)), "db") == "portal-20260630T233000Z.db"


@pytest.mark.parametrize(
    "name",
    [
        "portal.db",
        "portal-20261121.db",
        "portal-20261121T030208Z.db.gz",
        "portal-20261321T030208Z.db",
        "portal-99991231T235959Z.db",
        "Portal-20261121T030208Z.db",
        ".portal-20261121T030208Z.db",
        "my portal-20261121T030208Z.db",
        "portal-20261121T030208Z.dump\n",
        "",
    ],
)
def test_other_names_are_not_ours(name: str):
    assert back_ups.instant(name) is None
