"""Whom to page next, and after how long: it never ends, and never waits longer than the policy says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import policy_file
from app.domain.escalation import PUNCTUAL, answered_by, course, frozen, is_last, silences, thawed, turn, wait_after
from app.domain.paging_plan import EscalationPolicy, EscalationStep

POLICY = policy_file.load("prospect365").escalation
OPENED = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes):
    return OPENED + minutes * MINUTE


media = st.lists(st.sampled_from(["sms", "mail", "voice"]), unique=True).map(tuple)


@st.composite
def policies(draw):
    after = draw(st.lists(st.integers(0, 3600), min_size=1, max_size=6, unique=True).map(sorted))
    steps = tuple(
        EscalationStep(after=timedelta(seconds=each), pages=("everyone",), media=draw(media)) for each in after
    )
    return EscalationPolicy(steps=steps, repeat=timedelta(seconds=draw(st.integers(1, 3600))))


def test_the_steps_come_at_nought_five_and_ten_minutes_and_then_every_five():
    instants, step, planned = [], 0, OPENED
    for _ in range(6):
        taken = turn(POLICY, step=step, since=OPENED, planned=planned, now=planned)
        instants.append(((planned - OPENED) / MINUTE, taken.pages))
        step, planned = taken.step + 1, taken.next_at

    everyone = ("everyone", "duty-manager")
    assert instants == [(0, ("primary",)), (5, ("backup",)), (10, everyone), (15, everyone), (20, everyone),
                        (25, everyone)]  # fmt: skip


@pytest.mark.parametrize(("late_by", "next_at"), [(0, at(10)), (30, at(10)), (31, at(10) + timedelta(seconds=31))])
def test_half_a_minute_late_shifts_nothing_and_more_than_that_gives_the_step_its_whole_time(late_by, next_at):
    now = at(5) + timedelta(seconds=late_by)

    assert turn(POLICY, step=1, since=OPENED, planned=at(5), now=now).next_at == next_at


@pytest.mark.parametrize(("minutes", "step"), [(2, 0), (5, 1), (9, 1), (10, 2), (120, 2)])
def test_steps_that_were_slept_through_are_skipped_and_the_one_that_fits_is_taken(minutes, step):
    assert turn(POLICY, step=0, since=OPENED, planned=OPENED, now=at(minutes)).step == step


def test_a_step_once_taken_is_never_taken_back_by_the_time():
    assert turn(POLICY, step=2, since=OPENED, planned=at(1), now=at(3)).step == 2


@given(policy=policies(), step=st.integers(0, 1000), planned=st.integers(0, 100_000), late=st.integers(0, 100_000))
def test_whatever_has_happened_the_next_step_is_later_and_never_later_than_the_longest_wait(
    policy, step, planned, late
):
    planned_at = OPENED + timedelta(seconds=planned)
    now = planned_at + timedelta(seconds=late)

    taken = turn(policy, step=step, since=OPENED, planned=planned_at, now=now)

    longest = max([wait_after(policy, each) for each in range(len(policy.steps))])
    assert 0 <= taken.step < len(policy.steps)
    assert taken.step >= min(step, len(policy.steps) - 1)
    assert planned_at < taken.next_at <= now + longest
    assert taken.next_at > now - PUNCTUAL


@given(policy=policies())
def test_an_incident_keeps_the_policy_of_its_opening(policy):
    assert thawed(frozen(policy)) == policy


def test_the_last_step_is_the_one_that_is_repeated():
    assert [is_last(POLICY, step) for step in range(-1, 5)] == [False, False, False, True, True, True]
    assert wait_after(POLICY, 2) == wait_after(POLICY, 7) == 5 * MINUTE


def test_the_course_of_a_night_is_every_step_once():
    planned = course(POLICY, OPENED, lambda _, __: True)

    assert [(step.step, step.at) for step in planned] == [(0, at(0)), (1, at(5)), (2, at(10))]
    assert planned[1].pages == ("backup",)


def test_a_step_that_reaches_nobody_is_followed_by_the_next_at_once():
    planned = course(POLICY, OPENED, lambda step, _: step.pages != ("backup",))

    assert [step.at for step in planned] == [at(0), at(5), at(5)]


def steps(*minutes_and_media, repeat):
    planned = (
        EscalationStep(after=minutes * MINUTE, pages=("everyone",), media=media) for minutes, media in minutes_and_media
    )
    return EscalationPolicy(steps=tuple(planned), repeat=repeat * MINUTE)


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (POLICY, [5, 5, 5]),
        (steps((0, ("mail",)), (60, ("mail",)), repeat=240), []),
        (steps((0, ("mail",)), (60, ("sms",)), (65, ()), repeat=5), [5, 5]),
        (steps((0, ()), (30, ("mail",)), repeat=60), [30, 60]),
    ],
)
def test_what_counts_as_silence_begins_with_the_first_step_that_wakes_anybody(policy, told):
    assert [silence / MINUTE for silence in silences(policy)] == told


@pytest.mark.parametrize(("media", "by"), [((), ("sms", "voice")), (("mail", "sms"), ("sms",)), (("mail",), ("mail",))])
def test_a_step_is_answered_by_what_wakes_people_or_by_mail_where_there_is_nothing_else(media, by):
    assert answered_by(steps((0, media), repeat=5), 0) == by
