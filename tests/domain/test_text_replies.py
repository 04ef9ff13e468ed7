"""Words that are texted back at night, by thumbs, quoted and misspelt; and our answers, which fit one segment."""

import pytest

from app.domain import policy_file
from app.domain.gsm7 import SEGMENT, gsm7, septets
from app.domain.text_replies import Wish, answer, chosen, understood

POLICY = policy_file.load("prospect365")
AT = "2026-11-21T02:12:00+00:00"


@pytest.mark.parametrize("words", ["1", "1.", "'1'", '"1"', " ACK ", "ack.", "Yes!", "‘1’", "1\n", "acknowledge", "1."])
def test_an_acknowledgement_is_known_however_it_is_dressed(words: str):
    asked = understood(words)

    assert (asked.wish, asked.which) == (Wish.TAKE, "")


@pytest.mark.parametrize("words", ["no", "No.", " NO ", "'no'", "pass"])
def test_passing_on_is_known_too(words: str):
    assert understood(words).wish == Wish.PASS


@pytest.mark.parametrize(
    ("words", "which"),
    [("1 K7Q4M", "K7Q4M"), ("1 k7q4m.", "K7Q4M"), ("1 k7 q4m", "K7Q4M"), ("1 2", "2"), ("1, 2", "2")],
)
def test_the_incident_can_be_named(words: str, which: str):
    asked = understood(words)

    assert (asked.wish, asked.which) == (Wish.TAKE, which)


@pytest.mark.parametrize(
    "words",
    ["", "  ", "...", "11", "12", "who is this?", "1 or 2", "not now", "1 K7Q4", "I will not take it, no", "stop it"],
)
def test_what_asks_for_nothing_is_taken_for_nothing(words: str):
    assert understood(words).wish == Wish.UNCLEAR


@pytest.mark.parametrize("words", ["STOP", "stop.", "StopAll", "unsubscribe", "cancel", "END", "quit"])
def test_the_words_that_stop_texts_are_known(words: str):
    assert understood(words).wish == Wish.STOP


def test_what_the_provider_took_a_text_for_goes_first():
    assert understood("1", "STOP").wish == Wish.STOP
    assert understood("bitte", "START").wish == Wish.START
    assert understood("1", "HELP").wish == Wish.HELP


def test_only_a_bare_yes_may_also_mean_that_texts_are_wanted_again():
    assert understood("yes").may_start
    assert not understood("1").may_start
    assert not understood("yes K7Q4M").may_start


def test_without_a_name_it_is_the_only_one_that_is_open():
    assert chosen("", ["K7Q4M"]) == "K7Q4M"
    assert chosen("", ["K7Q4M", "M4QXZ"]) is None
    assert chosen("2", ["K7Q4M", "M4QXZ"]) == "M4QXZ"
    assert chosen("3", ["K7Q4M", "M4QXZ"]) is None
    assert chosen("M4QXZ", ["K7Q4M", "M4QXZ"]) == "M4QXZ"
    assert chosen("AAAAA", ["K7Q4M"]) is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"said": "yours", "reference": "K7Q4M", "due": "2026-11-21T05:02:00+00:00"},
         "You have K7Q4M. Reply due 05:02."),
        ({"said": "held", "reference": "K7Q4M", "holder": "Sam", "since": "2026-11-21T02:05:00+00:00"},
         "Sam has had K7Q4M since 02:05."),
        ({"said": "which", "references": ["K7Q4M", "M4QXZ"], "verb": "1"}, "Two are open. Reply 1 K7Q4M or 1 M4QXZ"),
        ({"said": "which", "references": ["AAAAA"] * 30, "verb": "no"}, "30 are open. Reply no AAAAA or"),
        ({"said": "held", "reference": "K7Q4M", "holder": "W" * 300, "since": AT}, "W"),
        ({"said": "unclear"}, "Reply 1 to take it, or no to pass it on."),
    ],
)  # fmt: skip
def test_an_answer_is_one_segment_that_says_what_happened(facts: dict[str, object], said: str):
    words = answer(POLICY, {**facts, "at": AT}, "")

    assert said in words
    assert words == gsm7(words)
    assert septets(words) <= SEGMENT
