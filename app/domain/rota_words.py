"""The rota's words: spans as the policy's place says them, and what texts say about swaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain import local_time, times
from app.domain.gsm7 import SEGMENT, gsm7, septets, shortened
from app.domain.local import Local
from app.domain.on_call import FOREVER
from app.domain.policy import SupportPolicy


def layer_name(policy: SupportPolicy, slug: str) -> str:
    """What people call a layer in a sentence: "duty manager"; one that the policy has no more keeps its slug."""
    name = next((layer.name for layer in policy.layers if layer.slug == slug), slug)
    return name[:1].lower() + name[1:]


def span_words(start: datetime, end: datetime, local: Local) -> str:
    """ "Thu 26 Nov 17:00-21:00", or with both days. A time that the clocks show twice has its name: "01:30 GMT"."""
    from_words = _moment(start, local)
    if end >= FOREVER:
        return f"{from_words}, until further notice"
    there = ZoneInfo(local.zone)
    if start.astimezone(there).date() != end.astimezone(there).date():
        return f"{from_words} to {_moment(end, local)}"
    return f"{from_words}-{times.short_time(end, local)}{_name(end, local)}"


def swap_asked(policy: SupportPolicy, facts: Mapping[str, Any], link: str) -> str:
    """The text to whoever is asked to take somebody's time on call."""
    return _fitted(f"{_head(policy)} {facts['asker']} asks you to take {facts['layer']}", facts["when"], link)


def swap_answered(policy: SupportPolicy, facts: Mapping[str, Any], _: str) -> str:
    """The text that says what became of a swap: to both."""
    return _fitted(f"{_head(policy)} {facts['outcome']}: {facts['layer']}", facts["when"], "")


def _head(policy: SupportPolicy) -> str:
    return f"{policy.brand} rota:"


def _fitted(what: str, when: str, link: str) -> str:
    """Those words in one segment; what is said first is shortened first."""
    rest = gsm7(f" {when}." + (f" Answer: {link}" if link else ""))
    return shortened(gsm7(what), SEGMENT - septets(rest)) + rest


def _moment(at: datetime, local: Local) -> str:
    return times.table_time(at, local) + _name(at, local)


def _name(at: datetime, local: Local) -> str:
    name = local_time.told_apart(at, local.zone)
    return f" {name}" if name else ""
