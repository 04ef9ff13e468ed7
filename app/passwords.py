"""Passwords: how they are kept, and how one is checked."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12


def hashed(password: str) -> str:
    """What is kept of a password (Argon2id)."""
    return _hasher().hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password. Without one kept it takes as long, so that nobody learns who is known."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _nobody(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody's password")
