"""Amounts of data, as people say them."""

import pytest

from app.domain.amounts import amount


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 KB"),
        (1_260_000, "1.3 MB"),
        (5 * 1024 * 1024, "5.2 MB"),
        (100 * 10**9, "100 GB"),
        (3 * 10**12, "3 TB"),
    ],
)
def test_an_amount_is_said_in_its_unit(count: int, words: str):
    assert amount(count) == words
