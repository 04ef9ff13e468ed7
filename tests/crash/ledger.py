"""What was seen outside the portal, and how it compares with what the portal knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic


@dataclass(kw_only=True)
class Ledger:
    """What was seen outside: references shown with their pages, and texts handed over."""

    shown: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    mails: int = 0
    kills: int = 0
    starts: int = 0
    unanswered: int = 0
    began: float = field(default_factory=monotonic)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The comparison."""

    shown: int
    lost: list[str]
    unpaged: list[str]
    most_copies: int
    stored: int
    kills: int
    unanswered: int

    def __str__(self) -> str:
        return (
            f"references shown {self.shown}, lost {len(self.lost)}, unpaged {len(self.unpaged)}; killed {self.kills} "
            f"times, {self.unanswered} requests broken off, {self.stored} reports stored"
        )
