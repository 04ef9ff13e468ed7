"""What is allowed in a policy and will hurt all the same: warnings, where `policy_file` finds faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain import holiday_traps, inversions, paging_traps, severity_traps, target_traps
from app.domain.policy import SupportPolicy
from app.domain.rulebook import Rulebook

# The numbers that are kept for television and fiction, by Ofcom and in North America: they reach nobody.
_DRAMA = re.compile(
    r"0(?:1(?:1[3-8]|[2-6]1)4960|1914980|2079460|2896496|2920180|1632960|7700900|8081570|9098790|3069990)[0-9]+"
)

_FICTION = re.compile(r"(?:\+?1)?[2-9][0-9]{2}55501[0-9]{2}")


@dataclass(frozen=True, kw_only=True)
class Trap:
    """A value of the policy that will hurt, and how."""

    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


def check(policy: SupportPolicy, today: date) -> list[Trap]:
    """The traps of a policy, seen from a day."""
    told = (
        *_telephones(policy),
        *holiday_traps.told(policy, today),
        *severity_traps.told(policy),
        *target_traps.told(policy),
        *inversions.told(Rulebook.of(policy), today),
        *paging_traps.told(policy),
    )
    return [Trap(key=key, reason=reason) for key, reason in told]


def is_drama(number: str) -> bool:
    """Whether a telephone number is one of those that are kept for drama."""
    digits = re.sub(r"[^0-9+]", "", number)
    if _FICTION.fullmatch(digits):
        return True
    return _DRAMA.fullmatch(re.sub(r"^(?:\+44|0044)0?", "0", digits)) is not None


def _telephones(policy: SupportPolicy) -> Iterator[tuple[str, str]]:
    numbers = {"telephone": policy.telephone}
    numbers |= {f"routes ({route.label})": route.value for route in policy.routes if route.kind == "telephone"}
    for key, number in numbers.items():
        if is_drama(number):
            yield key, f"{number} is of a range that is kept for drama and reaches nobody; replace it"
