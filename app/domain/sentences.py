"""Sentences: what customers read and hear, by key. How each reads stands in the files of `templates/words`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parents[2] / "templates" / "words"


def say(key: str, /, **values: object) -> str:
    """The sentence of that key ("form.missing.name"), with its values. KeyError where one of them is missing."""
    return catalogue()[key].format(**values)


def knows(key: str) -> bool:
    """Whether there is a sentence of that key."""
    return key in catalogue()


def group(key: str) -> dict[str, str]:
    """The sentences below a key, by what follows it, in their order: the choices of a question."""
    return {name.removeprefix(f"{key}."): words for name, words in catalogue().items() if name.startswith(f"{key}.")}


def listed(names: Iterable[str]) -> str:
    """ "Website and CRM"."""
    return say("list.and").join(names)


@cache
def catalogue() -> Mapping[str, str]:
    """Every sentence by its key, as it stands in its file. They are read once, like the program itself."""
    files = sorted(CATALOGUE.glob("*.toml"))
    return {key: words for file in files for key, words in _flat(tomllib.loads(file.read_text(encoding="utf-8")))}


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
