"""Words that people typed: what is taken out of them before they are kept, which is nothing that anybody could see."""

from __future__ import annotations

import unicodedata

_KEPT = "\n\t"


def cleaned(words: str | None) -> str:
    """Without control characters, with plain line ends, and without blanks at either end."""
    plain = (words or "").replace("\r\n", "\n").replace("\r", "\n")
    if plain.isprintable():
        return plain.strip()
    return "".join(letter for letter in plain if letter in _KEPT or not _is_nothing(letter)).strip()


def _is_nothing(letter: str) -> bool:
    """Whether it is a control, half of a pair, for private use, or no letter at all, which no XML may hold."""
    number = ord(letter)
    return unicodedata.category(letter) in ("Cc", "Cs", "Co") or number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF


def printable(words: str) -> str:
    """With a question mark for whatever a terminal might take for an order, and not show."""
    return "".join(letter if letter.isprintable() else "?" for letter in words)
