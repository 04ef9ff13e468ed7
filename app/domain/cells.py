"""Cells of a spreadsheet: words that a spreadsheet would take for a formula, sent out harmless and taken back."""

from __future__ import annotations

import re

RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # what makes a cell a formula

_AT_RISK = re.compile(f"'*[{re.escape(''.join(RUN))}]")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before it if a spreadsheet would run it. `unguarded` gives exactly it back."""
    return "'" + cell if _AT_RISK.match(cell) else cell


def unguarded(cell: str) -> str:
    """A guarded cell as it was; honest words that begin with an apostrophe stay as they are."""
    return cell[1:] if cell.startswith("'") and _AT_RISK.match(cell) else cell
