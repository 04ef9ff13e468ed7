"""The same act for many rows, so that one that is broken cannot hold up the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from app.store.database import is_away

T = TypeVar("T")


def each(session: Session, things: Sequence[T], act: Callable[[T], None], put_off: Callable[[T], None]) -> None:
    """Acts on every thing in a savepoint of its own. One that fails is undone, logged and put off."""
    for thing in things:
        try:
            with session.begin_nested():
                act(thing)
        except Exception as error:
            if is_away(error):
                raise
            structlog.get_logger().error("put_off", fault=type(error).__name__, exc_info=True)
            put_off(thing)
