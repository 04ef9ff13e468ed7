"""Reading: the simulator's own look into the database, beside the portal's and far quicker than by its tables."""

from __future__ import annotations

import json
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any


class Reading:
    """A connection that sees what was committed."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def rows(self, query: str, *values: object) -> Sequence[Any]:
        """The rows, with their columns by name: instants in UTC, documents as what they hold."""
        found = self._connection.execute(query, values)
        made, casts = _shape(tuple(column[0] for column in found.description))
        return [made(*(cast(value) for cast, value in zip(casts, row, strict=True))) for row in found]

    def close(self) -> None:
        """The file may be replaced."""
        self._connection.close()


@lru_cache
def _shape(names: tuple[str, ...]) -> tuple[Callable[..., Any], Sequence[Callable[[Any], Any]]]:
    return namedtuple("Row", names), [_cast(name) for name in names]  # type: ignore[misc]


def _cast(name: str) -> Callable[[Any], Any]:
    if name in ("facts", "promise"):
        return json.loads
    return instant if name in ("at", "respond_by", "resolve_by") or name.endswith("_at") else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


@lru_cache(maxsize=4096)
def instant(value: str | None) -> datetime | None:
    """An instant as the portal keeps it."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None
