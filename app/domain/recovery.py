"""Recovery codes: what is typed in the place of a second step whose telephone is lost."""

from __future__ import annotations

import re

from app.domain.tokens import REFERENCE_LENGTH, REFERENCE_LETTERS

HOW_MANY = 10
PARTS = 3  # of five letters each: 74 bits

_CODE = re.compile(f"[{REFERENCE_LETTERS}]{{{PARTS * REFERENCE_LENGTH}}}")


def understood(words: str) -> str | None:
    """The code that a person typed, with or without its hyphens and capitals; None if it has not the shape of one."""
    letters = re.sub(r"[\s-]", "", words).upper()
    return letters if _CODE.fullmatch(letters) else None
