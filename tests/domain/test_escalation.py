"""Whom to page next, and after how long: it never ends, and never waits longer than the policy says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import policy_file
from app.domain.delivery import Medium
from app.domain.escalation import (
    PUNCTUAL,
    answered_by,
    course,
    frozen,
    goes_by,
    is_last,
    next_people,
    silences,
    thawed,
    turn,
    wait_after,
    widened,
)
from app.domain.paging_plan import WRITTEN, EscalationPolicy, EscalationStep

POLICY = policy_file.load("prospect365").escalation
OPENED = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEXT, MAIL = (Medium.SMS,), (Medium.MAIL,)


def at(minutes):
    return OPENED + minutes * MINUTE


media = st.sampled_from([WRITTEN, TEXT, MAIL])


@st.composite
def policies(draw):
    after = draw(st.lists(st.integers(0, 3600), min_size=1, max_size=6, unique=True).map(sorted))
    one = st.builds(
        EscalationStep,
        after=st.none(),
        pages=st.just(("everyone",)),
        media=media,
        calls=st.sampled_from([None, timedelta(0)]),
        only_calls=st.booleans(),
    )
    steps = tuple(replace(draw(one), after=timedelta(seconds=each)) for each in after)
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


def steps(*minutes_media_and_calls, repeat):
    planned = (
        EscalationStep(
            after=minutes * MINUTE, pages=("everyone",), media=media, calls=None if calls is None else calls * MINUTE
        )
        for minutes, media, calls in minutes_media_and_calls
    )
    return EscalationPolicy(steps=tuple(planned), repeat=repeat * MINUTE)


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (POLICY, [2, 3, 5, 5]),
        (steps((0, MAIL, None), (60, MAIL, None), repeat=240), []),
        (steps((0, MAIL, None), (60, TEXT, None), (65, WRITTEN, None), repeat=5), [5, 5]),
        (steps((0, WRITTEN, None), (30, MAIL, None), repeat=60), [30, 60]),
        (steps((0, WRITTEN, 2), (7, WRITTEN, 0), repeat=5), [2, 5, 5]),
    ],
)
def test_what_counts_as_silence_begins_with_the_first_step_that_wakes_anybody(policy, told):
    assert [silence / MINUTE for silence in silences(policy)] == told


@pytest.mark.parametrize(
    ("media", "calls", "by"),
    [
        (WRITTEN, None, TEXT),
        (TEXT, None, TEXT),
        (MAIL, None, MAIL),
        (WRITTEN, 0, (Medium.SMS, Medium.VOICE)),
        (WRITTEN, 2, (Medium.SMS, Medium.VOICE)),
    ],
)
def test_a_step_is_answered_by_what_wakes_people_or_by_mail_where_there_is_nothing_else(media, calls, by):
    assert answered_by(steps((0, media, calls), (5, MAIL, None), repeat=5), 0) == by


@pytest.mark.parametrize("step", [0, 1])
def test_a_text_and_the_call_that_follows_it_answer_for_each_other(step):
    taken = steps((0, WRITTEN, 2), (5, MAIL, None), repeat=5).as_taken

    assert answered_by(taken, step) == (Medium.SMS, Medium.VOICE)
    assert goes_by(taken, step) == (*WRITTEN, Medium.VOICE)
    assert goes_by(taken, 2) == answered_by(taken, 2) == MAIL


def test_a_step_that_rings_later_is_followed_by_one_that_only_rings():
    taken = POLICY.as_taken

    assert [(step.after / MINUTE, step.pages[0], step.only_calls) for step in taken.steps] == [
        (0, "primary", False), (2, "primary", True), (5, "backup", False), (10, "everyone", False),
    ]  # fmt: skip
    assert [[medium.value for medium in step.sends] for step in taken.steps] == [
        ["sms", "mail"], ["voice"], ["sms", "mail", "voice"], ["sms", "mail", "voice"],
    ]  # fmt: skip
    assert all(step.wakes for step in taken.steps)
    assert taken.as_taken == taken


def test_more_people_are_counted_and_not_more_calls():
    taken = POLICY.as_taken

    assert [widened(taken, steps) for steps in range(5)] == [0, 1, 1, 2, 3]
    assert [next_people(taken, step) for step in range(5)] == [0, 2, 2, 3, 4]


def test_an_incident_from_before_there_was_a_choice_of_media_has_texts_and_mails_and_no_calls():
    kept = {"steps": [{"after": 0, "pages": ["primary"]}, {"after": 300, "pages": ["everyone"]}], "repeat": 300}

    assert [step.sends for step in thawed(kept).steps] == [WRITTEN] * 2


@pytest.mark.parametrize(("late_by", "next_at"), [(15, at(10)), (31, at(10) + timedelta(seconds=31))])
def test_a_step_that_is_reached_over_one_slept_through_is_as_punctual_as_any(late_by, next_at):
    now = at(5) + timedelta(seconds=late_by)

    taken = turn(POLICY.as_taken, step=1, since=OPENED, planned=at(2), now=now)

    assert (taken.step, taken.next_at) == (2, next_at)
