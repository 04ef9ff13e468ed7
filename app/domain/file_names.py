"""The names of files that customers add: what is shown and offered for saving, whatever theirs was."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from app.domain.file_kinds import KINDS, Kind

LONGEST = 80  # letters, before the suffix
_SUFFIXES = tuple(suffix for kind in KINDS.values() for suffix in kind.suffixes)
_FORBIDDEN = re.compile(r'[<>:"|?*%]')  # in names of files, on one system or another
_GONE = ("Cc", "Cf", "Cs", "Co", "Cn")  # controls, and letters that turn a name's direction round


def plain_name(name: str) -> str:
    """A name without its folders and without what could mislead: "../a\\b.png" is "b.png"."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _GONE)
    words = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(". ")
    stem, suffix = _parts(words)
    return (stem[:LONGEST].rstrip(". ") + suffix) or "file"


def kept_name(name: str, kind: Kind, taken: Collection[str]) -> str:
    """The plain name, with the suffix of what the file is, and told apart from the names of the others."""
    stem, suffix = _parts(plain_name(name))
    suffix = suffix if suffix.lower() in kind.suffixes else kind.suffixes[0]
    stem = stem.strip(". ") or "file"
    number, found = 1, stem + suffix
    while found in taken:
        number += 1
        found = f"{stem} ({number}){suffix}"
    return found


def _parts(name: str) -> tuple[str, str]:
    """The name, and its suffix if it is one of those that are taken: "page.html" has none."""
    suffix = next((one for one in _SUFFIXES if name.lower().endswith(one)), "")
    at = len(name) - len(suffix)
    return name[:at], name[at:]
