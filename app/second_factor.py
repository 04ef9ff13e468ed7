"""The second factor: time-based codes (RFC 6238), from a secret that is derived when it is needed and never stored."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime

from app.domain import tokens
from app.domain.tokens import Mint

PERIOD = 30  # seconds a code lasts
EARLIER_AND_LATER = (0, -1, 1)  # periods by which a telephone's clock may be off

_PURPOSE: tokens.Purpose = "second-factor"


def new_secret(mint: Mint, staff_id: str, version: int) -> str:
    """The secret that a person's authenticator app is given, in base 32. Each version has another."""
    return _base32(mint.token(_PURPOSE, _owner(staff_id, version)))


def fingerprint(mint: Mint, staff_id: str, version: int) -> str:
    """What is kept once the app has shown that it has the secret."""
    return tokens.fingerprint(mint.token(_PURPOSE, _owner(staff_id, version)))


def kept_secret(mint: Mint, staff_id: str, version: int, kept: str) -> str | None:
    """The secret again, though the key that it was derived under may have been rotated since."""
    token = mint.token_like(_PURPOSE, _owner(staff_id, version), kept)
    return _base32(token) if token else None


def address(secret: str, email: str, issuer: str) -> str:
    """The link that an authenticator app opens."""
    from pyotp import TOTP

    return TOTP(secret, name=email, issuer=issuer).provisioning_uri()


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """The period that a code is of, if it is right: a period's code is good once."""
    from pyotp import TOTP

    typed = code.replace(" ", "")
    current = int(now.timestamp()) // PERIOD
    right = (
        step
        for step in (current + off for off in EARLIER_AND_LATER)
        if hmac.compare_digest(TOTP(secret).at(step * PERIOD).encode(), typed.encode())
    )
    return next(right, None)


def _owner(staff_id: str, version: int) -> str:
    """Whose secret it is. The first version is from before there were others."""
    return f"{staff_id}:{version}" if version else staff_id


def _base32(token: str) -> str:
    return base64.b32encode(token.encode()).decode().rstrip("=")
