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


_GONE = ("Cc", "Cs", "Co")  # controls, halves of pairs, private use
