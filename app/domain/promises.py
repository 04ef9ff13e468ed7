"""The promises as managers read them: in words, with the command that proves each and the last figure it gave."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "promises.toml"
COUNT = 25


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One promise. Without a figure it was not measured in this release."""

    number: int
    words: str
    command: str
    figure: str = ""
    measured_on: date | None = None
    release: str = ""

    @property
    def label(self) -> str:
        """ "P7"."""
        return f"P{self.number}"


@lru_cache
def every() -> Sequence[Promise]:
    """All of them, by number."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Sequence[Promise]:
    """The promises of a file. ValueError where it is not the twenty-five, or a figure stands without its date."""
    found = [Promise(**table) for table in tomllib.loads(text)["promise"]]
    if [one.number for one in found] != list(range(1, COUNT + 1)):
        raise ValueError(f"the promises are not those from 1 to {COUNT}, in order")
    half = [one.label for one in found if len({bool(one.figure), bool(one.measured_on), bool(one.release)}) > 1]
    if half:
        raise ValueError(f"a figure needs its date and its release: {', '.join(half)}")
    return tuple(found)
