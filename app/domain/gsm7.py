"""The alphabet of a text message: what fits into one segment of 160 septets."""

from __future__ import annotations

import unicodedata

SEGMENT = 160

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
_ALPHABET = _BASIC | _EXTENDED
_LOOKALIKES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


def gsm7(words: str) -> str:
    """`words` in the alphabet of text messages: accents that it lacks are dropped, the rest becomes "?"."""
    plain = words.translate(_LOOKALIKES)
    return plain if _ALPHABET.issuperset(plain) else "".join(_letter(letter) for letter in plain)


def septets(words: str) -> int:
    """How long `words` are in a text message; the letters of the extension table count twice."""
    return len(words) + sum(words.count(letter) for letter in _EXTENDED)


def shortened(words: str, room: int) -> str:
    """As much of `words` as fits into `room` septets, without a torn end."""
    while septets(words) > room:
        words = words[:-1]
    return words.rstrip(" .,&-")


def _letter(letter: str) -> str:
    if letter in _ALPHABET:
        return letter
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return plain if plain and all(part in _BASIC for part in plain) else "?"
