"""Refusals: by which clause reports were refused, and which of them were accepted in the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A report that was refused: by which clause, and its words; and who accepted it after all, when and why, if so.

    is_sent_again: its reporter sent the same form again, and that was accepted.
    """

    reference: str
    received_at: datetime
    verdict: str
    clause: str
    words: str
    customer_id: str | None
    overturned_by: str = ""
    overturned_at: datetime | None = None
    reason: str = ""
    is_sent_again: bool = False

    @property
    def became(self) -> str:
        """What became of it: "Mo Haddad accepted it", or nothing."""
        if self.overturned_by:
            return f"{self.overturned_by} accepted it"
        return "Sent again, and accepted" if self.is_sent_again else ""


def by_clause(refusals: Iterable[Refusal]) -> dict[str, Sequence[Refusal]]:
    """The refusals of each clause, that with the most of them first."""
    found: dict[str, list[Refusal]] = {}
    for one in refusals:
        found.setdefault(one.clause, []).append(one)
    return {clause: found[clause] for clause in sorted(found, key=lambda clause: (-len(found[clause]), clause))}


def intent_of(form: str, services: Iterable[str], affected: str) -> str:
    """The key under which a refusal is kept: of the form's own key and of what was chosen on its first page.

    The form keeps its own key. Sent again with other choices and accepted, its report is kept under that key.
    """
    return hashlib.sha256(f"{form} {sorted(services)} {affected}".encode()).hexdigest()
