"""A database in which the demo's people are already, so that a world opens without hashing their passwords again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app import demo
from app.desk import Desk
from config import Settings


@pytest.fixture(scope="session")
def furnished_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dana, Eve, Mo and Acme Foods, to be copied."""
    path = tmp_path_factory.mktemp("furnished") / "portal.db"
    shutil.copy(sqlite_template, path)
    desk = Desk.open(Settings.from_env({"DATABASE_URL": f"sqlite:///{path}"}))
    demo.furnish(desk)
    desk.database.close()
    return path


@pytest.fixture
def sqlite_url(furnished_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with the demo's people."""
    path = tmp_path / "portal.db"
    shutil.copy(furnished_template, path)
    return f"sqlite:///{path}"
