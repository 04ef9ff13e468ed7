"""The only place that makes random numbers: ids, references, tokens and jitter."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets  # noqa: TID251
from collections.abc import Sequence
from datetime import timedelta

from app.domain import tokens
from app.domain.tokens import KEY_LENGTH, KEY_PREFIX, REFERENCE_LENGTH, REFERENCE_LETTERS, Purpose


class SecretMint:
    """A mint under a secret key. Tokens made under one of `fallbacks` can still be told again."""

    def __init__(self, secret: str, fallbacks: Sequence[str] = ()) -> None:
        self._keys = [key.encode() for key in (secret, *fallbacks)]

    def id(self) -> str:
        """An opaque id: 32 hexadecimal digits."""
        return secrets.token_hex(16)

    def reference(self) -> str:
        """Five letters and digits that survive a bad telephone line."""
        return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))

    def token(self, purpose: Purpose, owner_id: str) -> str:
        """The secret link of one page or report."""
        return _derive(self._keys[0], purpose, owner_id)

    def token_like(self, purpose: Purpose, owner_id: str, fingerprint: str) -> str | None:
        """That token again, as it was minted."""
        candidates = (_derive(key, purpose, owner_id) for key in self._keys)
        return next((token for token in candidates if tokens.fingerprint(token) == fingerprint), None)

    def key(self) -> str:
        """A customer's key to the API."""
        return KEY_PREFIX + secrets.token_urlsafe(KEY_LENGTH * 3 // 4)

    def jitter(self, wait: timedelta) -> timedelta:
        """`wait`, up to a quarter shorter or longer."""
        return wait * (0.75 + secrets.randbelow(5001) / 10000)


def _derive(key: bytes, purpose: Purpose, owner_id: str) -> str:
    digest = hmac.new(key, f"{purpose}:{owner_id}".encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
