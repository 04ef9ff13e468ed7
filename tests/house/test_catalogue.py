"""The catalogue of sentences and the code agree: what is asked for is there, and what is there is asked for."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from app.domain import sentences
from tests.house.tree import ROOT, modules

ASKS = ("say", "knows", "group")


class Use:
    """One place that asks the catalogue: the keys that it can mean, and the values that it gives."""

    def __init__(self, where: str, call: ast.Call) -> None:
        self.where = where
        self.asks = ast.unparse(call.func)
        self.patterns = [_pattern(key) for key in _keys(call.args[0])]
        self.values = {one.arg for one in call.keywords if one.arg}

    def meant(self) -> set[str]:
        """The catalogue's keys that it can mean."""
        below = r"\..+" if self.asks == "group" else ""
        return {key for key in sentences.catalogue() for one in self.patterns if re.fullmatch(one + below, key)}


def _keys(node: ast.expr) -> Iterator[ast.expr]:
    """Both ends of "this if that else the other"; else the expression itself."""
    if isinstance(node, ast.IfExp):
        yield from (*_keys(node.body), *_keys(node.orelse))
    else:
        yield node


def _pattern(node: ast.expr) -> str:
    """A key as a pattern: what is filled in may be anything."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    known = [str(part.value) if isinstance(part, ast.Constant) else None for part in parts]
    assert any(known), f"the key is not to be read off the code: {ast.unparse(node)}"
    return "".join(".+" if part is None else re.escape(part) for part in known)


def uses() -> list[Use]:
    return [
        Use(f"{module}:{node.lineno}", node)
        for module in modules()
        if module.name != "app.domain.sentences" and "app.domain.sentences import" in module.text
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ASKS
    ]


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def test_every_sentence_that_is_asked_for_is_there():
    missing = [f"{use.where} {use.patterns}" for use in uses() if not use.meant()]

    assert not missing, "\n".join(missing)


def test_every_sentence_that_is_there_is_asked_for():
    asked = set[str]().union(*(use.meant() for use in uses() if use.asks != "knows")) | {"list.and"}

    assert not set(sentences.catalogue()) - asked


def test_every_sentence_gets_the_values_that_it_names_and_no_others():
    wrong = [
        f"{use.where} gives {sorted(use.values)}, and {key} names {sorted(fields(sentences.catalogue()[key]))}"
        for use in uses()
        if use.asks != "knows"
        for key in use.meant()
        if fields(sentences.catalogue()[key]) != use.values
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", sentences.group("tracking.event"))
def test_every_event_that_has_a_line_is_one_that_is_recorded(kind: str):
    recorded = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))

    assert f'"{kind}"' in recorded or f'f"{kind.partition(".")[0]}.{{' in recorded


@pytest.mark.parametrize("table", ["errors.title", "errors.words"])
def test_every_error_has_a_title_and_words(table: str):
    other = {"errors.title": "errors.words", "errors.words": "errors.title"}[table]

    assert set(sentences.group(table)) <= set(sentences.group(other))


@pytest.mark.parametrize("key", sentences.catalogue())
def test_a_sentence_is_plain(key: str):
    words = sentences.catalogue()[key]

    assert words.isascii(), "texts and calls take plain letters"
    assert "\n" not in words and (words == words.strip() or key == "list.and")
