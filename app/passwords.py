"""Passwords: how they are kept, how one is checked, and which are too weak."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain import password_rules

if TYPE_CHECKING:
    from argon2 import PasswordHasher

COMMON = Path(__file__).with_name("common_passwords.txt")


def fault(password: str, *own: str) -> str | None:
    """Why it is too weak for somebody with these names and addresses, as the end of a sentence; None if it is not."""
    return password_rules.fault(password, own, _common())


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
def _common() -> frozenset[str]:
    """The passwords that everybody tries first, of those that are long enough."""
    return frozenset(COMMON.read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody's password")
