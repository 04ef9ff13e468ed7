"""Numbers of staff: strict about what exists and where, open to those that are kept for stories."""

import pytest

from app.domain import policy_file, policy_staff
from app.telephones import NumberError, understood


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("07700 900101", "+447700900101"),
        ("+44 7700 900 101", "+447700900101"),
        ("00 44 7400 123456", "+447400123456"),
        ("(07400) 123-456", "+447400123456"),
    ],
)
def test_a_mobile_is_understood_however_it_is_written(words: str, number: str):
    assert understood(words, ["GB"], is_texted=True) == number


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("the red one", "is not a telephone number such as"),
        ("07700", "is not a telephone number"),
        ("+4477009001012", "that exists"),
        ("+33612345678", "is a number of FR; we ring and text those of GB, US"),
        ("+442071838750", "is a landline, which takes no texts"),
        ("09098790000", "costs extra"),
        ("07011223344", "costs extra"),
    ],
)
def test_what_cannot_be_says_what_is_wrong_and_with_which(words: str, why: str):
    with pytest.raises(NumberError, match=why) as fault:
        understood(words, ["GB", "US"], is_texted=True)

    assert str(fault.value).startswith(words)


def test_a_landline_can_be_rung():
    assert understood("020 7183 8750", ["GB"], is_texted=False) == "+442071838750"


def test_numbers_are_of_the_policys_countries_or_of_those_it_names():
    assert policy_staff.rung(policy_file.load("prospect365")) == ("GB",)
    assert set(policy_staff.rung(policy_file.load("pugpig"))) == {"GB", "US"}
    named = 'staff_countries = ["IE", "GB"]\n' + (policy_file.SHIPPED / "prospect365.toml").read_text()
    assert policy_staff.rung(policy_file.parse(named, "named.toml")) == ("IE", "GB")


def test_a_country_that_is_none_is_a_fault_of_the_policys():
    wrong = 'staff_countries = ["uk"]\n' + (policy_file.SHIPPED / "prospect365.toml").read_text()

    with pytest.raises(policy_file.PolicyError, match="two capital letters"):
        policy_file.parse(wrong, "wrong.toml")
