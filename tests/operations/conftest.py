"""These worlds begin with the demo's people already there: nobody's password is hashed anew for each story."""

from collections.abc import Iterator

import pytest

from app.store.database import Database
from tests.store.conftest import open_database
from tests.web.furnished import furnished_template, sqlite_url

__all__ = ["furnished_template", "open_database", "sqlite_url"]


@pytest.fixture
def each_database(database_url: str) -> Iterator[Database]:
    """A fresh database, on each engine in turn, without a world around it."""
    database = Database(database_url)
    yield database
    database.close()
