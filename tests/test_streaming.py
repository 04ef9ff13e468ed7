"""Questions to a policy on many lines: each is answered as it comes, and nothing is kept."""

import pytest

from bench.streaming import COMMANDS, FEW, streamed

MANY = 40_000
MEGABYTE = 2**20


@pytest.mark.parametrize("command", COMMANDS)
def test_forty_thousand_lines_need_no_more_memory_than_two_thousand(command: str) -> None:
    few, many = streamed(command, FEW), streamed(command, MANY)

    assert (few.answers, many.answers) == (FEW, MANY)
    assert few.errors == many.errors == 0
    assert many.peak - few.peak < 3 * MEGABYTE, f"{few.peak / MEGABYTE:.1f} MB, then {many.peak / MEGABYTE:.1f} MB"
