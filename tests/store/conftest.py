"""Databases of the store's tests: with the newest schema, and without any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.store.database import Database
from tests.conftest import ENGINES

Opener = Callable[[str], Database]


@pytest.fixture
def open_database() -> Iterator[Opener]:
    """Opens databases by their URL, and closes them after the test."""
    opened: list[Database] = []

    def open_one(url: str) -> Database:
        opened.append(Database(url))
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture
def database(database_url: str, open_database: Opener) -> Database:
    """A fresh database with the newest schema, on each engine in turn."""
    return open_database(database_url)


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path, open_database: Opener) -> Database:
    """A database without any tables, on each engine in turn."""
    if request.param == "sqlite":
        return open_database(f"sqlite:///{tmp_path}/empty.db")
    return open_database(request.getfixturevalue("postgresql_server").empty_database())
