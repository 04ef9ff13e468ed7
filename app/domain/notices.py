"""Notices: what texts say that are about no report. Their facts are in their own row of the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.gsm7 import SEGMENT, gsm7, shortened
from app.domain.policy import SupportPolicy

Text = Callable[[SupportPolicy, Mapping[str, Any], str], str]  # of the policy, the facts, and the link or ""


def _alarm(policy: SupportPolicy, facts: Mapping[str, Any], _: str) -> str:
    """For a manager: a means of reaching people is broken."""
    return shortened(gsm7(f"{policy.brand} ALARM: {facts['words']}. See the desk, and your mail."), SEGMENT)


TEXTS: Mapping[str, Text] = {
    "alarm": _alarm
}  # by wording; the mail of a wording is its template in `templates/messages`
