"""Statements compiled once in a test run, not once for each test's database: that was a quarter of the suite's time.

SQLAlchemy keeps what it compiles by its dialect, and each database has one of its own. Those of a test run that speak
to one kind of database are the same, and keep it together.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_KEPT: dict[Any, Any] = {}


class _Together:
    """A dialect that is equal to each other one of its kind."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """The hook by which a dialect sets up its engines."""
        engine.update_execution_options(compiled_cache=_KEPT)


class SQLite(_Together, SQLiteDialect_pysqlite):
    """SQLite's."""

    supports_statement_cache = True


class PostgreSQL(_Together, PGDialect_psycopg):
    """PostgreSQL's."""

    supports_statement_cache = True


def together() -> None:
    """Engines that are made from now on keep what they compile together."""
    registry.register("sqlite", __name__, SQLite.__name__)
    registry.register("postgresql.psycopg", __name__, PostgreSQL.__name__)
