"""A device that keeps passkeys, with the browser in front of it: real keys, real signatures, and no screen.

It does what it is asked unless a test bends it: another origin, no finger on it, a counter that stands still.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass(kw_only=True)
class Device:
    """One device. `counts`: by how much its counter grows with each use; many devices do not count at all."""

    origin: str
    host: str
    flags: int = PRESENT | VERIFIED
    counts: int = 1
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    owner: str = ""

    @property
    def handle(self) -> bytes:
        """What it calls its key."""
        numbers = self.key.public_key().public_numbers()
        return hashlib.sha256(numbers.x.to_bytes(32, "big")).digest()

    def makes(self, question: dict[str, Any]) -> str:
        """Answers a question about a person: here is a key for them."""
        self.owner = question["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        kept = bytes(16) + len(self.handle).to_bytes(2, "big") + self.handle + cbor2.dumps(cose)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(HAS_KEY) + kept}
        said = self._said("webauthn.create", question)
        return self._answer(clientDataJSON=said, attestationObject=cbor2.dumps(attested))

    def shows(self, question: dict[str, Any]) -> str:
        """Answers a question about anybody: it is my owner, and this is my signature."""
        self.counter += self.counts
        data, said = self._data(), self._said("webauthn.get", question)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        owner = urlsafe_b64decode(self.owner + "==")
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=owner)

    def _data(self, more: int = 0) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([self.flags | more]) + self.counter.to_bytes(4, "big")

    def _said(self, kind: str, question: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": question["challenge"], "origin": self.origin}).encode()

    def _answer(self, **response: bytes) -> str:
        handle = _words(self.handle)
        words = {name: _words(part) for name, part in response.items()}
        return json.dumps({"id": handle, "rawId": handle, "type": "public-key", "response": words})


def _words(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()
