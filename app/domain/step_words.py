"""A step of the escalation in words: by what its people are paged."""

from __future__ import annotations

from app.domain.delivery import Medium
from app.domain.paging_plan import AT_ONCE, EscalationStep
from app.domain.times import duration

NAMES = {Medium.SMS: "text", Medium.MAIL: "mail", Medium.VOICE: "call"}


def by(step: EscalationStep) -> str:
    """The media: "by mail"; "by text, mail and call"; "by text and mail, and by call 2 min later"."""
    *most, last = (NAMES[medium] for medium in step.sends)
    words = f"by {', '.join(most)} and {last}" if most else f"by {last}"
    return words if step.calls in {None, AT_ONCE} else f"{words}, and by call {duration(step.calls)} later"
