"""Amounts of data in words: a megabyte is 10^6 bytes here, as in the policy files."""

from __future__ import annotations

_UNITS = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("KB", 10**3))


def amount(count: int) -> str:
    """Bytes as people say them: "820 bytes", "3.1 MB", "100 GB"."""
    for unit, size in _UNITS:
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} byte{'' if count == 1 else 's'}"
