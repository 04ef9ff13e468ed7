"""The mint of a simulated night: everything that it makes follows from the seed."""

from __future__ import annotations

import random  # noqa: TID251
from datetime import timedelta

from app.domain.tokens import KEY_LENGTH, KEY_PREFIX, REFERENCE_LENGTH, REFERENCE_LETTERS
from app.mint import SecretMint


class SeededMint(SecretMint):
    """Ids, references and jitter in an order that the seed decides; tokens are derived as ever."""

    def __init__(self) -> None:
        super().__init__("the simulator's key")
        self.begins(0)

    def begins(self, seed: int) -> None:
        """Starts anew for a night."""
        self._chance = random.Random(f"mint {seed}")

    def id(self) -> str:
        """32 hexadecimal digits."""
        return f"{self._chance.getrandbits(128):032x}"

    def reference(self) -> str:
        """Five letters and digits."""
        return "".join(self._chance.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))

    def key(self) -> str:
        """A customer's key to the API."""
        return KEY_PREFIX + f"{self._chance.getrandbits(4 * KEY_LENGTH):0{KEY_LENGTH}x}"

    def jitter(self, wait: timedelta) -> timedelta:
        """`wait`, up to a quarter shorter or longer."""
        return wait * self._chance.uniform(0.75, 1.25)
