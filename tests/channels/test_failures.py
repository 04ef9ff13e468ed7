import pytest

from app.channels.failures import fit_to_keep


@pytest.mark.parametrize("number", ["+447700900123", "07700 900123", "+44 7700 900 123", "(415) 555-1234"])
def test_a_number_is_not_kept(number: str):
    assert fit_to_keep(f"cannot reach {number}, sorry") in (
        "cannot reach (number), sorry",
        "cannot reach ((number), sorry",
    )


@pytest.mark.parametrize("address", ["dana@example.com", "<dana@example.com>", "'dana.o+x@mail.example'"])
def test_an_address_is_not_kept(address: str):
    kept = fit_to_keep(f"cannot reach {address} today")

    assert "(address)" in kept
    assert "dana" not in kept
    assert "example" not in kept


@pytest.mark.parametrize("words", ["550 5.7.26 not you", "error 30003", "from 192.168.10.200", "421 4.7.28 slow down"])
def test_codes_are_kept(words: str):
    assert fit_to_keep(words) == words


def test_words_are_one_short_line():
    assert fit_to_keep("a\x1b[31m\r\n\tb\x00c") == "a b c"
    assert len(fit_to_keep("word " * 1000)) == 300
