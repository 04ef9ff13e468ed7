"""The ways in: how a policy says that incidents are reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["form", "mail", "telephone", "app"]

KINDS: tuple[Kind, ...] = ("form", "mail", "telephone", "app")


@dataclass(frozen=True, kw_only=True)
class WayIn:
    """One way to report an incident. `address` is a mail address, a number, a web address or, in an app, words."""

    kind: Kind
    clause: str
    address: str = ""
