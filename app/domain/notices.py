"""Notices: what texts say that are about no report. Their facts are in their own row of the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.domain import rota_words, shift_checks, text_replies, times
from app.domain.gsm7 import SEGMENT, gsm7, shortened
from app.domain.policy import SupportPolicy

Text = Callable[[SupportPolicy, Mapping[str, Any], str], str]  # of the policy, the facts, and the link or ""


def _code(policy: SupportPolicy, _: Mapping[str, Any], code: str) -> str:
    return f"{policy.brand}: {code} is the code that proves this phone. It lasts 10 minutes. Not expected? Ignore it."


def _test(policy: SupportPolicy, _: Mapping[str, Any], __: str) -> str:
    return f"{policy.brand} test: an emergency would reach you like this. There is nothing to do."


def _alarm(policy: SupportPolicy, facts: Mapping[str, Any], _: str) -> str:
    """For a manager: a means of reaching people is broken."""
    return shortened(gsm7(f"{policy.brand} ALARM: {facts['words']}. See the desk, and your mail."), SEGMENT)


def _break_glass(policy: SupportPolicy, facts: Mapping[str, Any], _: str) -> str:
    """For every manager, each time that a break-glass account is used."""
    at = times.short_time(datetime.fromisoformat(facts["at"]), policy.hours.local)
    words = f"{policy.brand} ALARM: break-glass account {facts['name']} signed in to the desk at {at}"
    return shortened(gsm7(f"{words}. If none of you did, see your mail at once."), SEGMENT)


TEXTS: Mapping[str, Text] = {
    "swap-asked": rota_words.swap_asked,
    "swap-answered": rota_words.swap_answered,
    "contact-code": _code,
    "pager-test": _test,
    "text-answer": text_replies.answer,
    "alarm": _alarm,
    "break-glass": _break_glass,
    "shift-check": shift_checks.text,
    "shift-unconfirmed": shift_checks.warning,
}  # by wording; the mail of a wording is its template in `templates/messages`
