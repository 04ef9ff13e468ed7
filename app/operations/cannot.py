"""Cannot: what the desk asked for does not fit how things stand."""

from __future__ import annotations

from app.store.reports import Report

ANEW = "they have to report it anew"


class CannotBe(ValueError):
    """What was asked for cannot be done now: in words for whoever asked."""


def expect_kept(report: Report, remedy: str = "") -> None:
    """CannotBe where what the customer told us has been removed: whatever is typed now would stay for ever.

    remedy: what can be done instead, in words for whoever asked.
    """
    if report.erased_at:
        words = "It is so old that what the customer told us has been removed"
        raise CannotBe(f"{words}: {remedy}" if remedy else words)
