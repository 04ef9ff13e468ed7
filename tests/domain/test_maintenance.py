"""Windows: where they stand, whom they concern, what cannot be, and how much notice they gave."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain import policy_file
from app.domain.calendar import Calendar
from app.domain.maintenance import Window, fault, keeps_notice, met_by, notice, worked_on
from tests.domain.weeks import england, hours

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
THURSDAY = datetime(2026, 11, 19, 14, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 2, tzinfo=UTC)
WEEK = "09:00-18:00"
OFFICE = Calendar(
    hours(holidays=england(), monday=WEEK, tuesday=WEEK, wednesday=WEEK, thursday=WEEK, friday=WEEK)
)  # fmt: skip


def window(**changes) -> Window:
    usual = Window(
        kind="planned", services=("crm",), starts_at=SATURDAY, ends_at=SATURDAY + 2 * HOUR, published_at=THURSDAY
    )
    return replace(usual, **changes)


@pytest.mark.parametrize(
    ("after", "standing"),
    [(-MINUTE, "coming"), (0 * MINUTE, "running"), (2 * HOUR - MINUTE, "running"), (2 * HOUR, "over")],
)
def test_a_window_runs_from_its_start_until_just_before_its_end(after: timedelta, standing: str):
    assert window().standing(SATURDAY + after) == standing


def test_one_that_was_ended_early_is_over_from_then_on():
    early = window(ended_at=SATURDAY + HOUR)

    assert early.standing(SATURDAY + HOUR - MINUTE) == "running"
    assert early.standing(SATURDAY + HOUR) == "over"
    assert early.over_at == SATURDAY + HOUR


def test_a_cancelled_one_never_runs():
    assert window(cancelled_at=THURSDAY + DAY).standing(SATURDAY + MINUTE) == "cancelled"


def test_no_service_named_means_all_of_them():
    everything = window(services=())

    assert everything.concerns("crm")
    assert everything.concerns("website")
    assert not window().concerns("website")
    assert worked_on(everything, policy_file.load("prospect365")) == "all services"


@pytest.mark.parametrize(
    ("services", "chosen", "is_met"),
    [
        (("crm",), ("crm",), True),
        (("crm",), ("website", "crm"), True),
        (("crm",), ("website",), False),
        (("crm",), ("unsure",), True),
        ((), ("website",), True),
        ((), ("on-premise",), False),
        ((), ("other",), False),
    ],
)
def test_a_report_falls_into_the_windows_of_what_it_chose(services, chosen, is_met):
    found = met_by([window(services=services)], chosen, policy_file.load("prospect365"))

    assert bool(found) == is_met


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": SATURDAY}, "ends_at"),
        ({"ends_at": SATURDAY - MINUTE}, "ends_at"),
        ({"ends_at": SATURDAY + 31 * DAY + MINUTE}, "ends_at"),
        ({"starts_at": SATURDAY + 400 * DAY, "ends_at": SATURDAY + 401 * DAY}, "starts_at"),
        ({"published_at": THURSDAY + 2 * HOUR}, "published_at"),
        ({"starts_at": THURSDAY, "ends_at": THURSDAY + HOUR}, "published_at"),
    ],
)
def test_what_cannot_be_is_told_with_its_field(changes, field: str):
    found = fault(window(**changes), THURSDAY + HOUR)

    assert found is not None
    assert found.field == field


def test_emergency_maintenance_may_be_entered_after_it_began():
    begun = window(kind="emergency", starts_at=THURSDAY - HOUR, ends_at=THURSDAY + HOUR)

    assert fault(begun, THURSDAY) is None


@pytest.mark.parametrize(
    ("changes", "keeps"),
    [
        ({}, True),
        ({"kind": "emergency"}, True),
        ({"starts_at": SATURDAY + MINUTE}, True),
        ({"ends_at": SATURDAY + HOUR}, True),
        ({"starts_at": SATURDAY - MINUTE}, False),
        ({"ends_at": SATURDAY + 3 * HOUR}, False),
        ({"services": ("website",)}, False),
        ({"services": ("crm", "website")}, False),
        ({"services": ()}, False),
    ],
)
def test_notice_stands_where_no_service_and_no_minute_is_new(changes, keeps: bool):
    assert keeps_notice(window(), window(**changes)) == keeps


def test_notice_of_all_services_stands_for_each_of_them():
    assert keeps_notice(window(services=()), window())
    assert keeps_notice(window(services=()), window(services=()))


@pytest.mark.parametrize(
    ("published", "starts", "given"),
    [
        ("2026-11-20 13:59", "2026-11-21 02:00", 4 * HOUR + MINUTE),
        ("2026-11-20 14:00", "2026-11-21 02:00", 4 * HOUR),
        ("2026-11-20 14:01", "2026-11-21 02:00", 4 * HOUR - MINUTE),
        ("2026-11-20 23:00", "2026-11-21 23:00", 0 * HOUR),
        ("2026-11-20 17:00", "2026-11-23 10:00", 2 * HOUR),
        ("2026-12-24 17:00", "2026-12-28 23:00", 1 * HOUR),
        ("2026-11-21 03:00", "2026-11-21 02:00", 0 * HOUR),
    ],
)
def test_notice_is_counted_in_business_hours(published: str, starts: str, given: timedelta):
    """Over a weekend, and over Christmas with its substitute day, nothing counts."""
    at, start = (datetime.fromisoformat(words).replace(tzinfo=UTC) for words in (published, starts))

    assert notice(window(published_at=at, starts_at=start, ends_at=start + HOUR), OFFICE) == given
