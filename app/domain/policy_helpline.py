"""The helpline part of a policy file: that reports are taken by telephone, and what a caller hears first."""

from __future__ import annotations

from app.domain.helpline import MOST_OPTIONS, menus
from app.domain.policy import Helpline, SupportPolicy
from app.domain.policy_section import Section
from app.domain.sentences import say


def read(section: Section | None, policy: SupportPolicy) -> Helpline | None:
    """The helpline of a policy that is read but for it; None where reports are not taken by telephone."""
    if section is None:
        return None
    found = Helpline(
        clause=section.name("clause", policy.clauses, "clause"),
        greeting=section.text("greeting", say("helpline.greeting", vendor=policy.vendor)),
    )
    for menu in menus(policy):
        if len(menu.options) > MOST_OPTIONS + 1:
            section.fault(
                "clause", f"{menu.field!r} has more than {MOST_OPTIONS} answers: too many for a telephone's keys"
            )
    section.done()
    return found
