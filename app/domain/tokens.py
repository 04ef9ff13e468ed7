"""References that can be spoken, tokens that cannot be guessed, and what is kept of a token."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

REFERENCE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0/O, no 1/I/L
REFERENCE_LENGTH = 5
TOKEN_LENGTH = 22  # 128 bits in base 64
KEY_PREFIX = "eip_"  # so that a key that has leaked into a file is known for what it is
READ_PREFIX = "eir_"  # likewise, of tokens that read the log
KEY_LENGTH = 32  # 192 bits in base 64
KEY_ENDING = 4  # characters that are kept, so that people can tell keys apart

Purpose = Literal[
    "acknowledge", "track", "second-factor", "reply", "mail", "call", "swap", "calendar", "code", "check", "reset"
]

_REFERENCE = re.compile(f"[{REFERENCE_LETTERS}]{{{REFERENCE_LENGTH}}}")
_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}")
_KEY = re.compile(rf"{KEY_PREFIX}[A-Za-z0-9_-]{{{KEY_LENGTH}}}")


@dataclass(frozen=True, kw_only=True)
class Seal:
    """A signature, and the public key that it is checked by, in hexadecimal."""

    public_key: str
    value: str


class Mint(Protocol):
    """Makes what must not repeat or be guessed: ids, references, tokens, seals, and the jitter of a wait."""

    def id(self) -> str:
        """An opaque id: 32 hexadecimal digits."""
        ...

    def reference(self) -> str:
        """Five letters and digits that survive a bad telephone line."""
        ...

    def token(self, purpose: Purpose, owner_id: str) -> str:
        """The secret link of one page or report: derived from the secret key, so that it need not be stored."""
        ...

    def token_like(self, purpose: Purpose, owner_id: str, fingerprint: str) -> str | None:
        """That token again, as it was minted, though the secret key may have been rotated since."""
        ...

    def key(self) -> str:
        """A customer's key to the API: random, and independent of the secret key."""
        ...

    def read_token(self) -> str:
        """A token that reads the log: random, as keys are."""
        ...

    def webhook_secret(self, owner_id: str, version: int) -> str:
        """The secret that a webhook is signed with: derived from the secret key, so that it need not be stored."""
        ...

    def webhook_secret_like(self, owner_id: str, version: int, fingerprint: str) -> str | None:
        """That secret again, though the secret key may have been rotated since."""
        ...

    def seal_keys(self) -> tuple[str, ...]:
        """The public keys of its seals, the present one first: others are of secret keys that were rotated."""
        ...

    def seal(self, words: bytes) -> Seal:
        """A signature over these words, which anybody can check and nobody else can make."""
        ...

    def jitter(self, wait: timedelta) -> timedelta:
        """`wait`, up to a quarter shorter or longer, so that retries do not march in step."""
        ...


def fingerprint(token: str) -> str:
    """What the database keeps of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def digits(token: str, length: int) -> str:
    """So many digits, drawn from a token: a code that a person can type."""
    return str(int(fingerprint(token), 16) % 10**length).zfill(length)


def is_token(words: str) -> bool:
    """Whether `words` has the shape of a token."""
    return _TOKEN.fullmatch(words) is not None


def is_key(words: str) -> bool:
    """Whether `words` has the shape of a minted key."""
    return _KEY.fullmatch(words) is not None


def spoken_reference(words: str) -> str | None:
    """The reference that a person typed ("k7 q4m"), or None."""
    reference = re.sub(r"[\s-]", "", words).upper()
    return reference if _REFERENCE.fullmatch(reference) else None
