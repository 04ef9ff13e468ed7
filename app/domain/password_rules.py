"""What makes a password too weak: it is short, everybody's, or made of words that are known of its owner."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

SHORTEST = 12
LONGEST = 1000
TELLING = 4  # letters from which on a word of one's own is looked for


def fault(password: str, own: Iterable[str], common: Collection[str]) -> str | None:
    """Why it is too weak, as the end of a sentence; None if it is not. `own`: names and addresses of its owner."""
    if len(password) < SHORTEST:
        return f"is too short: at least {SHORTEST} characters"
    if len(password) > LONGEST:
        return f"is too long: at most {LONGEST} characters"
    small = password.lower()
    if small in common or len(set(small)) <= 3:
        return "is one that everybody tries first"
    known = next((word for word in _words(own) if word in small), None)
    return f'has "{known}" in it, which is easily guessed of you' if known else None


def _words(own: Iterable[str]) -> Iterable[str]:
    return (word for words in own for word in re.split(r"[\W_]+", words.lower()) if len(word) >= TELLING)
