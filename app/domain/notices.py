"""Notices: what texts say that are about no report. Their facts are in their own row of the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain import rota_words
from app.domain.policy import SupportPolicy

Text = Callable[[SupportPolicy, Mapping[str, Any], str], str]  # of the policy, the facts, and the link or ""

TEXTS: Mapping[str, Text] = {
    "swap-asked": rota_words.swap_asked,
    "swap-answered": rota_words.swap_answered,
}  # by wording; the mail of a wording is its template in `templates/messages`
