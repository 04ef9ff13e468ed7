"""What is wrong in a policy file: each fault with its line and key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain import toml_lines


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong in a policy file, and where."""

    file: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.reason}" if self.key else self.where

    @property
    def where(self) -> str:
        """The fault without a key, for what is no TOML at all."""
        return f"{self.file}:{self.line}: {self.reason}"


class PolicyError(ValueError):
    """A policy file cannot be used. `faults` holds every one that was found, in the order of the lines."""

    def __init__(self, faults: Collection[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Findings:
    """The faults of one file, each at the line of its key."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._lines = toml_lines.lines(text)

    def add(self, path: toml_lines.Path, reason: str) -> None:
        """Notes a fault at a key."""
        line = toml_lines.nearest(self._lines, path)
        self.faults.append(Fault(file=self.file, line=line, key=spoken(path), reason=reason))


def spoken(path: toml_lines.Path) -> str:
    """A key as people write it, elements counted from one: services[2].slug."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words
