"""Cannot: what the desk asked for does not fit how things stand."""

from __future__ import annotations


class CannotBe(ValueError):
    """What was asked for cannot be done now: in words for whoever asked."""
