"""How long is waited before a message is tried again: growing, bounded, and never in step."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.delivery import FIRST_WAIT, LONGEST_MAIL_WAIT, LONGEST_WAIT, wait_before_retry
from app.mint import SecretMint

SECOND = timedelta(seconds=1)


def test_the_waits_double_from_two_seconds_to_half_a_minute_for_a_page():
    waits = [wait_before_retry(attempts, None, urgent=True) / SECOND for attempts in range(1, 8)]

    assert waits == [2, 4, 8, 16, 30, 30, 30]


def test_the_waits_of_a_mail_grow_to_ten_minutes():
    waits = [wait_before_retry(attempts, None, urgent=False) / SECOND for attempts in (1, 5, 9, 10, 100)]

    assert waits == [2, 32, 512, 600, 600]


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.booleans())
def test_waits_never_shrink_and_stay_within_bounds(attempts, more, urgent):
    sooner, later = (wait_before_retry(each, None, urgent=urgent) for each in (attempts, attempts + more))

    assert FIRST_WAIT <= sooner <= later <= (LONGEST_WAIT if urgent else LONGEST_MAIL_WAIT)


@pytest.mark.parametrize(("wish", "waited"), [(0, 2), (10, 10), (29, 29), (3600, 30)])
def test_the_providers_wish_is_granted_within_reason(wish, waited):
    assert wait_before_retry(1, wish * SECOND, urgent=True) == waited * SECOND


@given(st.integers(1, 600))
def test_jitter_is_a_quarter_at_most(seconds):
    wait = seconds * SECOND

    assert wait * 0.75 <= SecretMint("a" * 32).jitter(wait) <= wait * 1.25


def test_jitter_differs_from_one_time_to_the_next():
    mint = SecretMint("a" * 32)

    assert len({mint.jitter(timedelta(seconds=30)) for _ in range(100)}) > 50
