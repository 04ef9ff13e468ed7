"""Worlds for the pages: quick to open, in the demo or in production, with or without a night's incident."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr

import pytest

from app import logs
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.web.settings import PRODUCTION
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]


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
    """What the worlds that are opened by `open_logged` write to their log."""
    yield io.StringIO()
    logs.set_up()


@pytest.fixture
def open_logged(open_world: Callable[..., World], logged: io.StringIO) -> Callable[..., World]:
    """Opens worlds whose log is kept in `logged`."""

    def open_one(database_url: str, **settings: str) -> World:
        with redirect_stderr(logged):
            world = open_world(database_url, **settings)
            assert world.app  # whoever makes it sets the log up anew
            return world

    return open_one
