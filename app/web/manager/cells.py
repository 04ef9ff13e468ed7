"""Rows of CSV in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.domain.cells import guarded


def line(cells: Sequence[str]) -> str:
    """One row, with its line end."""
    out = io.StringIO()
    csv.writer(out).writerow([guarded(cell) for cell in cells])
    return out.getvalue()
