"""An event of a calendar's file, as the rota takes it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """An event, or one time of an event that recurs. `line` is where the file has it."""

    uid: str
    line: int
    summary: str
    addresses: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
