"""Policies that say something of availability and of causes, made from one that does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.domain.policy import SupportPolicy


@dataclass(frozen=True, kw_only=True)
class Promised:
    """An availability, with what is excepted from it."""

    clause: str
    percent: Decimal = Decimal("99.9")
    notice: timedelta = timedelta(hours=4)
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A cause of an incident."""

    slug: str
    name: str
    clause: str
    is_covered: bool = False
    is_maintenance: bool = False


@dataclass(frozen=True, kw_only=True)
class Stating(SupportPolicy):
    """A policy that says more."""

    availability: Any = None
    causes: Any = ()


def stating(policy: SupportPolicy, **more: Any) -> Stating:
    """The policy, saying this too."""
    return Stating(**(vars(policy) | more))
