"""Seals: whether a signature is what somebody who holds the secret half of a key has made."""

from __future__ import annotations

from app.domain.tokens import Seal


def holds(seal: Seal, words: bytes) -> bool:
    """Whether the seal is over these words. One that cannot be read holds nothing."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(_read(seal.public_key)).verify(_read(seal.value), words)
    except (InvalidSignature, ValueError):
        return False
    return True


def _read(words: str) -> bytes:
    """The bytes of hexadecimal digits that are written in the one way in which the portal writes them."""
    read = bytes.fromhex(words)
    if read.hex() != words:
        raise ValueError("another way to write them")
    return read
