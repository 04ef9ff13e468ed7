"""These worlds begin with the demo's people already there: nobody's password is hashed anew for each story."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import Database
from tests.conftest import ENGINES
from tests.store.conftest import open_database
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.world.postgres import Server

__all__ = ["furnished_postgresql", "furnished_template", "open_database", "postgresql_url", "sqlite_url"]


@pytest.fixture
def empty_postgresql_url(postgresql_server: Server) -> str:
    """A fresh PostgreSQL database with nothing in it."""
    return postgresql_server.fresh_database()


@pytest.fixture(params=ENGINES)
def each_database(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with nothing in it, on each engine in turn, without a world around it."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'empty.db')}")
    else:
        database = Database(request.getfixturevalue("empty_postgresql_url"))
    yield database
    database.close()
