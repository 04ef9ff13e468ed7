"""Cells of a spreadsheet: words that a spreadsheet would take for a formula, sent out harmless and taken back."""

from __future__ import annotations

import re

SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
RUN = (*SIGNS, "\t", "\r", "\n")  # what makes a cell a formula

_AT_RISK = re.compile(f"'*[{re.escape(''.join(RUN))}]")
_SIGN = f"'*[{re.escape(''.join(SIGNS))}]"
# Where spreadsheets separate by semicolons or tabs, what follows one within a cell becomes a cell of its own.
# A run of spaces with a tab among them is looked at from its beginning alone: from each tab would take its square.
_BEFORE = r"(;\s*|(?<![;\s])[^\S\t]*\t\s*)"
_WITHIN = re.compile(f"{_BEFORE}({_SIGN})")
_GUARDED_WITHIN = re.compile(f"{_BEFORE}'({_SIGN})")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before whatever a spreadsheet would run. `unguarded` gives exactly it back."""
    within = _WITHIN.sub(r"\1'\2", cell)
    return "'" + within if _AT_RISK.match(cell) else within


def unguarded(cell: str) -> str:
    """A guarded cell as it was; honest words that begin with an apostrophe stay as they are."""
    whole = cell[1:] if cell.startswith("'") and _AT_RISK.match(cell) else cell
    return _GUARDED_WITHIN.sub(r"\1\2", whole)
