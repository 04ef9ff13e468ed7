"""The only place that makes random numbers: ids, references, tokens and jitter."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets  # noqa: TID251
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain import tokens
from app.domain.tokens import KEY_LENGTH, KEY_PREFIX, READ_PREFIX, REFERENCE_LENGTH, REFERENCE_LETTERS, Purpose, Seal
from app.domain.webhooks import secret_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_EVIDENCE = b"evidence"  # what the key is for: the same secret gives another to everything else


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

    def read_token(self) -> str:
        """A token that reads the log."""
        return READ_PREFIX + secrets.token_urlsafe(KEY_LENGTH * 3 // 4)

    def webhook_secret(self, owner_id: str, version: int) -> str:
        """The secret that a webhook is signed with."""
        return _webhook_secret(self._keys[0], owner_id, version)

    def webhook_secret_like(self, owner_id: str, version: int, fingerprint: str) -> str | None:
        """That secret again, as it was given."""
        candidates = (_webhook_secret(key, owner_id, version) for key in self._keys)
        return next((secret for secret in candidates if tokens.fingerprint(secret) == fingerprint), None)

    def seal_keys(self) -> tuple[str, ...]:
        """The public keys of its seals, the present one first."""
        return tuple(_signer(key).public_key().public_bytes_raw().hex() for key in self._keys)

    def seal(self, words: bytes) -> Seal:
        """A signature over these words."""
        signer = _signer(self._keys[0])
        return Seal(public_key=signer.public_key().public_bytes_raw().hex(), value=signer.sign(words).hex())

    def jitter(self, wait: timedelta) -> timedelta:
        """`wait`, up to a quarter shorter or longer."""
        return wait * (0.75 + secrets.randbelow(5001) / 10000)


def _derive(key: bytes, purpose: Purpose, owner_id: str) -> str:
    digest = hmac.new(key, f"{purpose}:{owner_id}".encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _webhook_secret(key: bytes, owner_id: str, version: int) -> str:
    return secret_of(hmac.new(key, f"webhook:{owner_id}:{version}".encode(), hashlib.sha256).digest())


def _signer(secret: bytes) -> Ed25519PrivateKey:
    """The key that signs, as HKDF (RFC 5869) draws it from the secret."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return Ed25519PrivateKey.from_private_bytes(HKDF(SHA256(), 32, salt=None, info=_EVIDENCE).derive(secret))
