"""A recovery code is understood as it is typed from paper."""

from __future__ import annotations

import pytest

from app.domain import recovery

CODE = "K7Q4MAB2CDXYZ99"


@pytest.mark.parametrize("typed", ["K7Q4M-AB2CD-XYZ99", "k7q4m ab2cd xyz99", " K7Q4MAB2CDXYZ99 "])
def test_hyphens_blanks_and_small_letters_do_not_matter(typed: str):
    assert recovery.understood(typed) == CODE


@pytest.mark.parametrize("typed", ["", "123456", "K7Q4M-AB2CD", "K7Q4M-AB2CD-XYZ9O", "K7Q4M-AB2CD-XYZ99-A"])
def test_anything_else_is_no_recovery_code(typed: str):
    assert recovery.understood(typed) is None
