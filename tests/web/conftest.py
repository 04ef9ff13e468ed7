"""Worlds for the pages: quick to open, in the demo or in production, with or without a night's incident."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr

import pytest

from app import logs
from tests.web.furnished import furnished_template, sqlite_url
from tests.web.settings import PRODUCTION
from tests.world import World

__all__ = ["furnished_template", "sqlite_url"]


@pytest.fixture
def night(world: World) -> World:
    """Saturday, ten past two: the gate is open."""
    world.at("Saturday 02:10")
    return world


@pytest.fixture
def noon(world: World) -> World:
    """Tuesday, noon: the gate is closed."""
    world.at("Tuesday 12:00")
    return world


@pytest.fixture
def production(sqlite_url: str, open_world: Callable[..., World]) -> World:
    """The portal as it runs for real: https, real providers (which nothing here asks)."""
    return open_world(sqlite_url, **PRODUCTION)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What a world that is opened after this writes to its log."""
    kept = io.StringIO()
    with redirect_stderr(kept):
        logs.set_up()
        yield kept
    logs.set_up()
