"""What every test can ask for: a database of its own on each engine, a desk, and a world of people with phones."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.desk import Channels
from app.store import schema
from app.store.database import Database
from config import Settings
from tests.world import World, compiled, postgres
from tests.world.lent import Lender

ENGINES = ("sqlite", "postgresql")

# How fast a machine is says nothing about the portal: a loaded one must not fail a test.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

MEMORY = Path("/dev/shm")  # where a commit need not wait for a disk
ROOM = 4 * 2**30  # bytes; a test's own files are a megabyte or two, and go with it


def pytest_configure() -> None:
    """Puts the tests' own files into memory, where the machine has room, and compiles each statement once."""
    compiled.together()
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """What is imported by now stays: it is not looked through for garbage again, and what tests leave is less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "portal.db"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.close()  # the last connection to go takes the write-ahead log with it
    return path


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """A PostgreSQL of this test run's own; where the machine has none, its tests are skipped and say so."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    with postgres.Server.started(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database."""
    path = tmp_path / "portal.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_lender(postgresql_server: postgres.Server) -> Lender:
    """What lends that server's databases."""
    return Lender(server=postgresql_server)


@pytest.fixture
def postgresql_url(postgresql_lender: Lender) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with postgresql_lender.lent() as url:
        yield url


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database, on each engine in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def open_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Opens worlds on a database's URL, with settings changed by name; closes them after the test."""
    opened: list[World] = []

    def open_one(
        database_url: str, channels: Channels | None = None, *, is_furnished: bool = True, **settings: str
    ) -> World:
        known = {"DATABASE_URL": database_url, "SPOOL": str(tmp_path / "spool"), **settings}
        opened.append(World(Settings.from_env(known), channels, is_furnished=is_furnished))
        return opened[-1]

    yield open_one
    for world in opened:
        world.close()


@pytest.fixture
def world(sqlite_url: str, open_world: Callable[..., World]) -> World:
    """Carol the customer, Dana on primary, Eve on backup, Mo the duty manager, on SQLite and demo phones."""
    return open_world(sqlite_url)


@pytest.fixture
def each_world(database_url: str, open_world: Callable[..., World]) -> World:
    """The same world on each engine in turn."""
    return open_world(database_url)
