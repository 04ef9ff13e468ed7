"""What a policy may say, and should not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain import policy_file
from app.domain.paging_plan import EscalationPolicy, EscalationStep
from app.domain.policy_traps import check, is_drama
from tests.domain.weeks import england

POLICY = replace(policy_file.load("prospect365"), telephone="020 3318 0000")
TODAY = date(2026, 11, 21)


def traps(today=TODAY, **changes):
    return [str(trap) for trap in check(replace(POLICY, **changes), today)]


def test_the_shipped_policy_has_its_telephone_number_to_be_replaced_and_nothing_else():
    assert traps(telephone="020 7946 0365") == [
        "telephone: 020 7946 0365 is of Ofcom's range for drama and reaches nobody; replace it"
    ]
    assert traps() == []


@pytest.mark.parametrize(
    "number", ["020 7946 0000", "+44 20 7946 0999", "+44 (0)20 7946 0123", "01632 960001", "07700 900123"]
)
def test_numbers_of_drama_are_known(number):
    assert is_drama(number)


@pytest.mark.parametrize("number", ["020 7947 0000", "0161 496 1000", "07700 800123", "+1 212 555 0100"])
def test_other_numbers_are_not(number):
    assert not is_drama(number)


@pytest.mark.parametrize(("year", "warned"), [(2098, False), (2099, True), (2100, True), (2101, True)])
def test_holiday_data_that_ends_within_two_years_is_a_trap(year, warned):
    assert any("no public holidays are known" in trap for trap in traps(date(year, 6, 1))) == warned


def test_hours_that_ignore_the_holidays_are_a_trap():
    assert any("closed on public holidays" in trap for trap in traps(hours=replace(POLICY.hours, holidays=None)))


def test_dates_without_effect_are_traps():
    rule = england(
        added={date(2026, 12, 25): "Christmas", date(2027, 6, 13): "A Sunday", date(2027, 6, 14): "Thanks"},
        removed=[date(2027, 5, 3), date(2027, 5, 4)],
    )

    assert traps(hours=replace(POLICY.hours, holidays=rule)) == [
        "hours.holidays.added: 2026-12-25 is a holiday without it",
        "hours.holidays.added: 2027-06-13 is a Sunday, which has no hours anyway",
        "hours.holidays.removed: 2027-05-04 is no holiday",
    ]


def test_paging_that_begins_late_or_ends_with_a_few_is_a_trap():
    steps = (EscalationStep(after=timedelta(minutes=5), pages=("primary",)),)

    found = traps(escalation=EscalationPolicy(steps=steps, repeat=timedelta(minutes=5)))

    assert found == [
        "escalation.steps[1].after: nobody is paged in the first 0:05:00",
        "escalation.steps: the last step does not page everyone, and it is the one repeated",
    ]
