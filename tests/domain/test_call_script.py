"""What a call says: its keys are never the same one, others each time, and references survive a bad line."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.domain.call_script import _SPELT, KEYS, Keys, Told, opening, spelt, to_a_machine
from app.domain.tokens import REFERENCE_LETTERS

TOLD = Told(
    product="The shop", person="Dana", reference="K7Q4M", services=("CRM", "Sites"), affected="unsure",
    company="Bell & Sons", since="", due="", standing="Nobody has it",
)  # fmt: skip


@given(secret=st.text(), times_asked=st.integers(1, 3))
def test_the_two_keys_are_two_and_the_same_for_the_same_call(secret: str, times_asked: int):
    keys = Keys.of(secret, times_asked)

    assert keys.take != keys.pass_on
    assert {keys.take, keys.pass_on} <= set(KEYS)
    assert keys == Keys.of(secret, times_asked)


def test_every_key_takes_about_as_often_as_any_other():
    drawn = Counter(Keys.of(f"call {number}", 1).take for number in range(9000))

    assert set(drawn) == set(KEYS)
    assert max(drawn.values()) < 1200
    assert min(drawn.values()) > 800


def test_a_call_that_asks_again_mostly_asks_for_another_key():
    same = sum(Keys.of(f"call {n}", 1).take == Keys.of(f"call {n}", 2).take for n in range(900))

    assert same < 150


def test_what_is_not_known_is_not_said():
    said = opening(TOLD, Keys(take="4", pass_on="7")).words

    assert said == (
        "This is the emergency pager of The shop, for Dana. CRM and Sites are down, perhaps for all users. "
        "Customer: Bell & Sons. Nobody has it. To take it, press 4. If you cannot take it, press 7."
    )


def test_a_machine_hears_no_key():
    assert "press" not in to_a_machine(TOLD).words


def test_a_reference_is_spelt_letter_by_letter():
    assert spelt("K7Q4M") == "K for Kilo, 7, Q for Quebec, 4, M for Mike"
    assert all(letter in _SPELT for letter in REFERENCE_LETTERS if letter.isalpha())
