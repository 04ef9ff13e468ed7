"""On which line of a TOML document each table and key stands, since tomllib does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

Path = tuple[str | int, ...]  # tables and keys by name, elements of arrays by position

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]\}#\n]*")


class Lost(Exception):
    """The text is not what this scanner took it for. It stops, and keeps the lines that it knows."""


def lines(text: str) -> dict[Path, int]:
    """The line of each key of a document that tomllib has read. What the scanner does not understand is left out."""
    scanner = _Scanner(text)
    with suppress(Lost, RecursionError):
        scanner.document()
    return scanner.found


def nearest(found: dict[Path, int], path: Path) -> int:
    """The line of a key, or else of the innermost table around it that has one."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 1)


class _Scanner:
    """Walks the text once; `at` is the position, `found` the result."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.found: dict[Path, int] = {}
        self._elements: dict[Path, int] = {}  # how many tables each array of tables has so far
        self._line, self._counted = 1, 0

    def document(self) -> None:
        """Reads statements to the end of the text."""
        table: Path = ()
        while self._skip() < len(self.text):
            if self._takes("[["):
                table = self._element(self._keys())
                self._expects("]]")
            elif self._takes("["):
                table = self._inside(self._keys())
                self._note(table)
                self._expects("]")
            else:
                self._pair(table)

    def _pair(self, table: Path) -> None:
        path = (*table, *self._keys())
        self._note(path)
        self._expects("=")
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        if self._takes("["):
            for position in self._items("]"):
                self._note((*path, position))
                self._value((*path, position))
        elif self._takes("{"):
            for _ in self._items("}"):
                self._pair(path)
        elif (string := _STRING.match(self.text, self.at)) is not None:
            self.at = string.end()
        else:
            self.at = self._matched(_SCALAR).end()

    def _items(self, closing: str) -> Iterator[int]:
        """The positions of an array's or an inline table's items; the caller reads each of them."""
        position = 0
        while True:
            self._skip()
            if self._takes(closing):
                return
            before = self.at
            yield position
            if self.at == before:
                raise Lost
            position += 1
            self._skip()
            self._takes(",")

    def _element(self, keys: tuple[str, ...]) -> Path:
        """The path of one more table in an array of tables."""
        array = (*self._inside(keys[:-1]), keys[-1])
        position = self._elements.get(array, 0)
        self._elements[array] = position + 1
        self._note(array)
        self._note((*array, position))
        return (*array, position)

    def _inside(self, keys: tuple[str, ...]) -> Path:
        """The path of a table's header, through the last table of each array on its way."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._elements:
                path = (*path, self._elements[path] - 1)
        return path

    def _keys(self) -> tuple[str, ...]:
        """A key, with its dots."""
        keys = []
        while True:
            escaped, literal, bare = self._matched(_KEY).groups()
            keys.append(next(part for part in (escaped, literal, bare) if part is not None))
            if not self._takes("."):
                return tuple(keys)

    def _matched(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise Lost
        self.at = match.end()
        return match

    def _skip(self) -> int:
        self.at = self._matched(_SPACE).end()
        return self.at

    def _takes(self, token: str) -> bool:
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def _expects(self, token: str) -> None:
        if not self._takes(token):
            raise Lost

    def _note(self, path: Path) -> None:
        """Notes the line of the position for a path, the first time that it comes up."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        self.found.setdefault(path, self._line)
