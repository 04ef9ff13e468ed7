"""Databases lent to one test after another: emptying one takes a tenth of the time of making one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from psycopg import Connection
from sqlalchemy import make_url

from tests.world.postgres import TEMPLATE, Server

TURNS = 25  # then what was taken out has made it slow

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_SEQUENCES = "SELECT setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences"
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
# The newest change to any table, column, constraint, trigger or function, and the version that the schema says it has.
_SCHEMA = "SELECT (SELECT version_num FROM alembic_version), " + ", ".join(
    f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {catalogue})"
    for catalogue in ("pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_index")
)


@dataclass(frozen=True, kw_only=True)
class Lender:
    """What lends a server's databases: none again whose schema a test changed, or that somebody still uses."""

    server: Server
    _idle: list[tuple[str, int]] = field(default_factory=list)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """A database with the newest schema and nothing in it, for as long as the test takes."""
        url, turn = self._idle.pop() if self._idle else (self.server.fresh_database(), 1)
        yield url
        if turn < TURNS and self._is_emptied(url):
            self._idle.append((url, turn + 1))

    def _is_emptied(self, url: str) -> bool:
        with self.server.connect(str(make_url(url).database)) as connection:
            if connection.execute(_OTHERS).fetchone() != (0,) or _schema(connection) != self._first:
                return False
            connection.execute("SET session_replication_role = replica")  # no trigger, no foreign key
            connection.execute(self._emptying)
            connection.execute(_SEQUENCES)
        return True

    @cached_property
    def _first(self) -> Any:
        with self.server.connect(TEMPLATE) as connection:
            return _schema(connection)

    @cached_property
    def _emptying(self) -> str:
        with self.server.connect(TEMPLATE) as connection:
            return "; ".join(f"DELETE FROM {table}" for (table,) in connection.execute(_TABLES))


def _schema(connection: Connection[Any]) -> Any:
    return connection.execute(_SCHEMA).fetchone()
