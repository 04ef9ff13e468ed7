"""What a failed exchange tells: whether the message may have left, when to come back, and words fit to keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from app.domain.delivery import Unavailable

LONGEST_WAIT = timedelta(days=1)

# By name, so that no client is imported to look at an error.
_NEVER_CONNECTED = {
    "ConnectionRefusedError",
    "gaierror",
    "SSLCertVerificationError",
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ConnectTimeout",
}
_NUMBER = re.compile(r"\+?\d(?:[\s()-]{0,2}\d){6,}")
_ADDRESS = re.compile(r"[^\s<>\"']+@[^\s<>\"']+")
_UNPRINTABLE = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x1f\x7f-\x9f]")


def interrupted(error: BaseException) -> Unavailable:
    """The outcome of an exchange that broke off: unknown, unless the connection was never made."""
    names = {type(cause).__name__ for cause in _causes(error)}
    if names & _NEVER_CONNECTED:
        return Unavailable(code="unreachable", words="no connection to the provider")
    if any("Timeout" in name for name in names):
        return Unavailable(code="timeout", words="the provider did not answer in time", unknown=True)
    return Unavailable(code="interrupted", words=f"the exchange broke off ({type(error).__name__})", unknown=True)


def garbled(words: str) -> Unavailable:
    """The outcome of an answer that cannot be read: the message may have been taken."""
    return Unavailable(code="garbled", words=words, unknown=True)


def wait_asked(headers: Mapping[str, str] | None) -> timedelta | None:
    """How long the provider asks to be left alone, by its own clock: Retry-After, else X-RateLimit-Reset."""
    if headers is None:
        return None
    wait = _retry_after(headers)
    if wait is None:
        wait = _rate_limit_reset(headers)
    return None if wait is None else min(max(wait, timedelta(0)), LONGEST_WAIT)


def fit_to_keep(words: object) -> str:
    """The provider's words on one line, without telephone numbers, mail addresses and control codes."""
    line = " ".join(_UNPRINTABLE.sub(" ", str(words)).split())
    return _NUMBER.sub("(number)", _ADDRESS.sub("(address)", line))[:300]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it wraps, outermost first: clients wrap in `reason`, in `args` or in `__cause__`."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = (getattr(cause, "reason", None), *cause.args, cause.__cause__)
        waiting.extend(each for each in inner if isinstance(each, BaseException))


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return _seconds(asked)
    return _until(_instant(asked), headers)


def _rate_limit_reset(headers: Mapping[str, str]) -> timedelta | None:
    asked = headers.get("X-RateLimit-Reset", "").strip()
    if not (asked.isascii() and asked.isdigit()):
        return None
    return _until(datetime(1970, 1, 1, tzinfo=UTC) + _seconds(asked, digits=10), headers)


def _seconds(asked: str, digits: int = 6) -> timedelta:
    return timedelta(seconds=int(asked)) if len(asked) <= digits else LONGEST_WAIT


def _until(instant: datetime | None, headers: Mapping[str, str]) -> timedelta | None:
    answered = _instant(headers.get("Date", ""))
    return instant - answered if instant and answered else None


def _instant(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
