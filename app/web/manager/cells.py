"""Rows of CSV in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # what makes a cell a formula


def line(cells: Sequence[str]) -> str:
    """One row, with its line end."""
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows rather than runs."""
    return "'" + cell if cell.startswith(RUN) else cell
