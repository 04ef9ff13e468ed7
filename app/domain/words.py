"""Words that people typed: what is taken out of them before they are kept, which is nothing that anybody could see."""

from __future__ import annotations

import unicodedata

_KEPT = "\n\t"


def cleaned(words: str | None) -> str:
    """Without control characters, with plain line ends, and without blanks at either end."""
    plain = (words or "").replace("\r\n", "\n").replace("\r", "\n")
    if plain.isprintable():
        return plain.strip()
    return "".join(letter for letter in plain if letter in _KEPT or unicodedata.category(letter) not in _GONE).strip()


def printable(words: str) -> str:
    """With a question mark for whatever a terminal might take for an order, and not show."""
    return "".join(letter if letter.isprintable() else "?" for letter in words)


_GONE = ("Cc", "Cs", "Co")  # controls, halves of pairs, private use
