"""A database in which the demo's people are already, with passwords that are quick to check."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from app import demo
from app.desk import Desk
from app.store.staff import Staff
from config import Settings
from tests.world.clock import StillClock
from tests.world.postgres import Server
from tests.world.world import OPENING


@pytest.fixture(scope="session")
def furnished_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dana, Eve, Mo and Acme Foods, to be copied."""
    path = tmp_path_factory.mktemp("furnished") / "portal.db"
    shutil.copy(sqlite_template, path)
    _furnish(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def furnished_postgresql(postgresql_server: Server) -> str:
    """The same on PostgreSQL: the name of the database that is to be copied."""
    url = postgresql_server.fresh_database()
    _furnish(url)
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def sqlite_url(furnished_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with the demo's people."""
    path = tmp_path / "portal.db"
    shutil.copy(furnished_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: Server, furnished_postgresql: str) -> str:
    """A fresh PostgreSQL database with the demo's people."""
    return postgresql_server.fresh_database(furnished_postgresql)


def _furnish(url: str) -> None:
    desk = Desk.open(Settings.from_env({"DATABASE_URL": url}), clock=StillClock(OPENING))
    demo.furnish(desk)
    with desk.database.writing() as session:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(demo.PASSWORD)
        session.execute(update(Staff).values(password_hash=quick))
    desk.database.close()
