"""What a policy may say, and should not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain import policy_file
from app.domain.delivery import Medium
from app.domain.paging_plan import AT_ONCE, WRITTEN, EscalationPolicy, EscalationStep
from app.domain.policy_traps import check, is_drama
from tests.domain.weeks import england

POLICY = replace(policy_file.load("prospect365"), telephone="020 3318 0000")
TODAY = date(2026, 11, 21)


def traps(today=TODAY, **changes):
    return [str(trap) for trap in check(replace(POLICY, **changes), today)]


def test_the_shipped_policy_has_its_telephone_number_to_be_replaced_and_nothing_else():
    assert traps(telephone="020 7946 0365") == [
        "telephone: 020 7946 0365 is of a range that is kept for drama and reaches nobody; replace it"
    ]
    assert traps() == []


@pytest.mark.parametrize(
    "number",
    ["020 7946 0000", "+44 20 7946 0999", "+44 (0)20 7946 0123", "01632 960001", "07700 900123", "+1 212-555-0147"],
)
def test_numbers_of_drama_are_known(number):
    assert is_drama(number)


@pytest.mark.parametrize("number", ["020 7947 0000", "0161 496 1000", "07700 800123", "+1 212 555 0200"])
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
        "escalation.steps: nobody is ever called: a text alone may wake nobody",
    ]


PUGPIG = policy_file.SHIPPED / "pugpig.toml"


def traps_of(**swaps):
    """The traps of the policy with the most in it, with pieces of its text put in the place of others."""
    text = PUGPIG.read_text(encoding="utf-8").replace("020 7946 0456", "020 3318 0000")
    for old, new in swaps.values():
        assert old in text
        text = text.replace(old, new, 1)
    return [str(trap) for trap in check(policy_file.parse(text, "mine.toml"), TODAY)]


@pytest.mark.parametrize("name", policy_file.shipped())
def test_every_shipped_policy_has_only_traps_that_its_file_explains(name):
    text = (policy_file.SHIPPED / f"{name}.toml").read_text(encoding="utf-8")

    found = check(policy_file.load(name), TODAY)

    assert all("a range that is kept for drama" in trap.reason for trap in found)
    assert ("REPLACE" in text) == bool(found)


def test_a_target_for_reports_of_certain_hours_only_may_invert_the_deadlines():
    found = traps_of(strictly=('applies = "outside"', 'applies = "outside"\nstrictly = true'))

    assert found == [
        "targets: the response for severity 'p1' in tier 'enterprise' in region 'uk': a report of "
        "2026-11-23T17:59:00Z is due at 2026-11-24T09:29:00Z, and one made later, at 2026-11-23T18:00:00Z, "
        "already at 2026-11-23T19:00:00Z",
        "targets: the response for severity 'p1' in tier 'enterprise' in region 'us': a report of "
        "2026-11-23T22:59:00Z is due at 2026-11-24T14:29:00Z, and one made later, at 2026-11-23T23:00:00Z, "
        "already at 2026-11-24T00:00:00Z",
    ]


def test_targets_of_which_one_is_never_the_promise_overlap():
    found = traps_of(tiers=('tiers = ["standard"]\n', ""))

    assert found == [
        "targets[5]: overlaps targets[4]: both promise the response for severity 'p2' to the same customers"
    ]


def test_a_severity_that_nothing_leads_to_is_a_trap():
    swaps = {"defect": ('when = { impact = ["defect"] }', 'when = { impact = ["defect", "severe"] }')}

    assert traps_of(**swaps) == []
    assert traps_of(**swaps, cosmetic=('when = { impact = ["severe"] }', 'when = { impact = ["stopped"] }')) == [
        "severities[2]: no answers suggest 'p2', and no [triage] has staff decide",
        "suggests[2]: never decides: its answers suggest 'p2' by another row, or something more severe",
    ]


def test_where_staff_set_the_severity_none_is_out_of_reach():
    staff = ("[availability]", '[triage]\nclause = "PP-4"\n\n[availability]')
    defect = ('when = { impact = ["defect"] }', 'when = { impact = ["defect", "severe", "cosmetic"] }')
    cosmetic = (
        'severity = "p4"\nwhen = { impact = ["cosmetic"] }',
        'severity = "p3"\nwhen = { impact = ["cosmetic"] }',
    )

    assert any("severities[4]" in trap for trap in traps_of(defect=defect, cosmetic=cosmetic))
    assert not any("severities" in trap for trap in traps_of(defect=defect, cosmetic=cosmetic, staff=staff))


def test_holidays_of_a_whole_country_that_are_those_of_none_of_its_parts_are_a_trap():
    assert traps_of(england=('subdivision = "ENG"', 'subdivision = "nationwide"')) == [
        "hours.holidays.subdivision: every part of GB has other holidays than the whole; name one"
    ]


def test_half_days_without_effect_are_traps():
    days = ('"2026-12-25" = "12:00"', '"2026-11-28" = "12:00"', '"2026-12-24" = "18:00"', '"2026-12-31" = "09:00"')
    table = "[regions.hours.holidays.half_days]\n" + "\n".join(days) + '\n"2026-12-23" = "12:00"\n'

    assert traps_of(half=("[gate]", f"{table}\n[gate]")) == [
        "regions[2].hours.holidays.half_days: 2026-11-28 has no hours after that time anyway",
        "regions[2].hours.holidays.half_days: 2026-12-24 has no hours after that time anyway",
        "regions[2].hours.holidays.half_days: 2026-12-25 is a holiday, closed all day",
        "regions[2].hours.holidays.half_days: 2026-12-31 closes before it opens",
    ]


EVERY = ("everyone",)


def paged(*minutes, media=WRITTEN, repeat=5):
    calls = AT_ONCE if Medium.SMS in media else None
    steps = (EscalationStep(after=timedelta(minutes=each), pages=EVERY, media=media, calls=calls) for each in minutes)
    return EscalationPolicy(steps=tuple(steps), repeat=timedelta(minutes=repeat))


@pytest.mark.parametrize(
    ("escalation", "longest"),
    [(paged(0, 5, repeat=6), "6 min"), (paged(0, 7), "7 min"), (paged(0, 5), None)],
)
def test_a_silence_after_somebody_was_woken_is_a_trap(escalation, longest):
    words = f"escalation: people are woken, and then nobody is paged for {longest}: let it be at most 5 min"

    assert traps(escalation=escalation) == ([words] if longest else [])


def test_mails_may_take_their_time_unless_they_are_all_that_the_most_severe_has():
    quiet = paged(0, 60, media=(Medium.MAIL,), repeat=240)

    assert traps(escalations={"minor": quiet}) == []
    assert traps(escalations={"critical": quiet}) == [
        "escalation: the most severe, 'critical', wakes nobody: its steps go by mail alone"
    ]


def test_a_severity_without_steps_is_a_trap_and_is_paged_as_the_most_severe():
    general = """[escalation]
repeat = "5 minutes" # the last step, again and again, until somebody acknowledges

[[escalation.steps]]
after = "0 minutes"
pages = ["primary"]
calls = "2 minutes" # text and mail go at once; whoever has not taken it by then is rung, too

[[escalation.steps]]
after = "5 minutes"
pages = ["backup"]
calls = "0 minutes"

[[escalation.steps]]
after = "10 minutes"
pages = ["everyone", "duty-manager"]
calls = "0 minutes"
"""
    own = """[[escalation.for]]
severities = ["p1"]
repeat = "5 minutes"

[[escalation.for.steps]]
after = "0 minutes"
pages = ["everyone"]
calls = "0 minutes"
"""
    policy = policy_file.parse(PUGPIG.read_text(encoding="utf-8").replace(general, own), "mine.toml")

    assert [trap for trap in traps_of(general=(general, own)) if "escalation" in trap] == [
        "escalation.for: severity 'p2' has no steps: it is paged as the most severe"
    ]
    assert policy.escalation_of("p2") == policy.escalation_of("p1") == policy.escalation_of("of another age")
    assert policy.escalation_of("p4") != policy.escalation_of("p1")
