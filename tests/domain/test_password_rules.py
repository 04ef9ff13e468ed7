"""What makes a password too weak: short, everybody's, or made of what is known of its owner."""

from __future__ import annotations

import pytest

from app import passwords
from app.domain.password_rules import SHORTEST, fault

OWN = ("Mo Haddad", "mo.haddad@example.com", "Flatpeak")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", "is too short"),
        ("x" * 1001, "is too long"),
        ("aaaaaaaaaaaaaaaa", "everybody tries first"),
        ("PASSWORD1234", "everybody tries first"),
        ("my HADDAD bicycle", 'has "haddad" in it'),
        ("mail@example now", 'has "example" in it'),
        ("flatpeak-forever", 'has "flatpeak" in it'),
    ],
)
def test_a_weak_one_is_told_why(password: str, why: str):
    assert why in (passwords.fault(password, *OWN) or "")


@pytest.mark.parametrize(
    "password", ["night-shift-demo", "mo mo mo mo rows on", "ein langes Wort ohne Ziffern", "日本語のとても長いことば"]
)
def test_length_is_enough_and_two_letters_of_a_name_are_no_word(password: str):
    assert passwords.fault(password, *OWN) is None


def test_the_list_has_only_what_length_lets_through():
    listed = passwords.COMMON.read_text(encoding="utf-8").splitlines()

    assert len(listed) > 150
    assert all(len(word) >= SHORTEST and word == word.lower() for word in listed)
    assert all(fault(word, (), listed) for word in listed)
