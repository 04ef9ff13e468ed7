"""One table of a policy file: typed reading that notes every fault, and the keys that nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any, TypeVar

from app.domain import toml_lines
from app.domain.gsm7 import gsm7
from app.domain.policy_faults import Findings

RESERVED = ("other", "unsure", "everyone")  # the form's and the rota's own words

T = TypeVar("T", bound=str)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,28}[0-9]")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ADDRESS = re.compile(r"https://[^\s/]+\S*")
_DURATION = re.compile(r"([0-9]{1,4}) (second|minute|hour|day)s?")
_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
_KINDS: dict[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number with a fraction",
    list: "a list",
    dict: "a table",
    date: "a date",
    datetime: "a date with a time",
}


class Section:
    """A table, read key by key. A fault is noted and stood in for, so that the reading goes on to the next one."""

    def __init__(self, table: Mapping[str, Any], path: toml_lines.Path, findings: Findings) -> None:
        self.table = table
        self.path = path
        self.findings = findings
        self._asked: set[str] = set()

    def fault(self, key: str, reason: str) -> None:
        """Notes a fault at one of the keys."""
        self.findings.add((*self.path, key), reason)

    def every_key(self) -> list[str]:
        """The keys of a table in which any key may stand."""
        self._asked.update(self.table)
        return list(self.table)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that says something."""
        value = self._value(key, str, default)
        if value is not None and not value.strip() and default is None:
            self.fault(key, "is empty")
        return (value or default or "").strip()

    def slug(self, key: str) -> str:
        """A short name in small letters, digits and hyphens."""
        value = self.text(key)
        if value and not _SLUG.fullmatch(value):
            self.fault(key, f"{value!r} must be small letters, digits and hyphens")
        return value

    def own_slug(self, key: str) -> str:
        """A slug that is none of the program's own words."""
        value = self.slug(key)
        if value in RESERVED:
            self.fault(key, f"{value!r} is taken by the program")
        return value

    def plain(self, key: str) -> str:
        """Words that a text message can carry as they are."""
        value = self.text(key)
        if gsm7(value) != value:
            self.fault(key, f"{value!r} has letters that a text message cannot carry")
        return value

    def telephone(self, key: str) -> str:
        """A telephone number, as people write it."""
        return self._shaped(key, _TELEPHONE, "telephone number")

    def mail(self, key: str) -> str:
        """An email address."""
        return self._shaped(key, _MAIL, "email address")

    def address(self, key: str) -> str:
        """The address of a web page."""
        return self._shaped(key, _ADDRESS, "address that begins with https://")

    def optional_address(self, key: str) -> str:
        """Such an address, or nothing where it is left out."""
        self.knows((key,))
        return self.address(key) if key in self.table else ""

    def name(self, key: str, known: Collection[str], what: str) -> str:
        """The name of something that is defined elsewhere in the file, or known to the program."""
        value = self.text(key)
        if value and value not in known:
            self.fault(key, f"{value!r} is no {what}{suggestion(value, known)}")
        return value

    def optional_name(self, key: str, known: Collection[str], what: str) -> str | None:
        """Such a name, if it is there."""
        return self.name(key, known, what) if key in self.table else None

    def names(self, key: str, known: Collection[str], what: str, *, at_least: int = 0) -> tuple[str, ...]:
        """Several such names."""
        values = self._value(key, list, None if at_least else [])
        for position, value in enumerate(values or ()):
            if not isinstance(value, str):
                self.findings.add((*self.path, key, position), f"must be a text, and is {_kind(value)}")
            elif value not in known:
                self.findings.add((*self.path, key, position), f"{value!r} is no {what}{suggestion(value, known)}")
        if values is not None and len(values) < at_least:
            self.fault(key, f"names no {what}")
        return tuple(value for value in values or () if isinstance(value, str))

    def choice(self, key: str, allowed: Sequence[T], default: T | None = None) -> T:
        """One of a few words."""
        value = self._value(key, str, default)
        if value in allowed:
            return allowed[allowed.index(value)]
        if value is not None:
            self.fault(key, f"{value!r} is not one of {', '.join(allowed)}{suggestion(value, allowed)}")
        return allowed[0]

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        return bool(self._value(key, bool, default))

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number between two others."""
        value = self._value(key, int, None)
        if value is not None and not least <= value <= most:
            self.fault(key, f"{value} is not from {least} to {most}")
            return least
        return least if value is None else value

    def wholes(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """A list of such numbers."""
        values = self._value(key, list, []) or []
        for position, value in enumerate(values):
            if not _is_a(value, int) or not least <= value <= most:
                self.findings.add((*self.path, key, position), f"must be a whole number from {least} to {most}")
        return tuple(value for value in values if _is_a(value, int))

    def matched(self, key: str, shape: re.Pattern[str], what: str) -> re.Match[str] | None:
        """What a shape finds in a text."""
        value = self.text(key)
        match = shape.fullmatch(value)
        if value and not match:
            self.fault(key, f"{value!r} must be {what}")
        return match

    def duration(self, key: str, least: timedelta = timedelta(seconds=1)) -> timedelta:
        """A length of time, as in "2 hours"."""
        value = self._value(key, str, None)
        match = _DURATION.fullmatch(value.strip()) if value is not None else None
        if match is None:
            if value is not None:
                self.fault(key, f'{value!r} must be a number and a unit, as in "2 hours" or "5 minutes"')
            return least
        found = int(match[1]) * _UNITS[match[2]]
        if found < least:
            self.fault(key, f"{value!r} is too short")
        return max(found, least)

    def dates(self, key: str) -> frozenset[date]:
        """A list of dates."""
        values = self._value(key, list, [])
        for position, value in enumerate(values or ()):
            if not _is_a(value, date):
                self.findings.add((*self.path, key, position), f"must be a date, and is {_kind(value)}")
        return frozenset(value for value in values or () if _is_a(value, date))

    def items(self, key: str) -> list[tuple[toml_lines.Path, Any]]:
        """The elements of a list, each with its path, for a reader of its own."""
        return [((*self.path, key, position), value) for position, value in enumerate(self._value(key, list, []) or ())]

    def section(self, key: str) -> Section:
        """A table inside this one."""
        return Section(self._value(key, dict, None) or {}, (*self.path, key), self.findings)

    def optional_section(self, key: str) -> Section | None:
        """A table inside this one, if it is there."""
        return self.section(key) if key in self.table else None

    def sections(self, key: str, *, at_least: int = 0) -> list[Section]:
        """The tables of a list of tables."""
        values = self._value(key, list, None if at_least else []) or []
        for position, value in enumerate(values):
            if not isinstance(value, dict):
                self.findings.add((*self.path, key, position), f"must be a table, and is {_kind(value)}")
        if len(values) < at_least and key in self.table:
            self.fault(key, "is empty")
        return [
            Section(value, (*self.path, key, position), self.findings)
            for position, value in enumerate(values)
            if isinstance(value, dict)
        ]

    def distinct(self, lists: Sequence[str], key: str) -> None:
        """Notes every name that was given twice, in one list of tables or in lists that share their names."""
        seen: set[str] = set()
        for name in lists:
            tables = self.table.get(name)
            for position, table in enumerate(tables if isinstance(tables, list) else ()):
                value = table.get(key) if isinstance(table, dict) else None
                if isinstance(value, str) and value in seen:
                    self.findings.add((*self.path, name, position, key), f"{value!r} was given already")
                elif isinstance(value, str):
                    seen.add(value)

    def knows(self, keys: Iterable[str]) -> None:
        """Counts keys as asked for, so that an unknown one is compared with them."""
        self._asked.update(keys)

    def done(self) -> None:
        """Notes every key that nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                self.fault(key, f"is not a key of this table{suggestion(key, self._asked)}")

    def _shaped(self, key: str, shape: re.Pattern[str], what: str) -> str:
        value = self.text(key)
        if value and not shape.fullmatch(value):
            self.fault(key, f"{value!r} is no {what}")
        return value

    def _value(self, key: str, kind: type, default: Any) -> Any:
        """The value if it is of that kind, else None with a fault; the default where there is none."""
        self._asked.add(key)
        if key not in self.table:
            if default is None:
                self.fault(key, "is missing")
            return default
        value = self.table[key]
        if _is_a(value, kind):
            return value
        self.fault(key, f"must be {_KINDS[kind]}, and is {_kind(value)}")
        return None


def suggestion(word: str, known: Iterable[str]) -> str:
    """What a misspelt word may have meant."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _is_a(value: Any, kind: type) -> bool:
    """Whether a value is of exactly that kind: true is no whole number, a date with a time is no date."""
    return type(value) is kind


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "a time of day")
