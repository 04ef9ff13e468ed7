"""What all tables share: names of constraints, and the one column type for instants."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import JSON, DateTime, MetaData, String, TextClause, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator, TypeEngine

LENGTH = len("2026-11-21 03:02:08.123456")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive values, and returns UTC on every database. SQLite keeps it as text, which sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The database's own type; on SQLite text of ours, for SQLAlchemy's takes ten times as long to write."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database, in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without a zone cannot be stored: {value!r}")
        return _words(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        instant: datetime = value.astimezone(UTC)
        return instant


class Base(DeclarativeBase):
    """The mother of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON, list[dict[str, Any]]: JSON}  # noqa: RUF012


def put(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows of one table in one statement. They must have the same keys; what they lack is empty."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # As one document that the server takes apart: its driver would send, and the server answer, row by row.
        document = json.dumps(rows, default=_in_document)
        connection.execute(_from_document(table, tuple(rows[0])), {"rows": document})
    else:
        statement, writers = _by_driver(table, tuple(rows[0]), connection.dialect)
        connection.exec_driver_sql(
            statement, [tuple(write(row[key]) if write else row[key] for key, write in writers) for row in rows]
        )


def row_of(thing: Base) -> dict[str, Any]:
    """An object that is in no session yet, as the row that it will be: what was set on it."""
    return {
        column.key: thing.__dict__[column.key] for column in thing.__table__.columns if column.key in thing.__dict__
    }


@lru_cache(maxsize=64)
def _by_driver(
    table: type[Base], columns: tuple[str, ...], dialect: Dialect
) -> tuple[str, list[tuple[str, Callable[[Any], Any] | None]]]:
    """The statement for SQLite's bare driver, and how it wants each column: SQLAlchemy's own takes twice as long."""
    types = {column.key: column.type.dialect_impl(dialect) for column in table.__table__.columns}
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.__tablename__} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608  (our own names)
    return statement, [(key, types[key].bind_processor(dialect)) for key in columns]


@cache
def _from_document(table: type[Base], columns: tuple[str, ...]) -> TextClause:
    name, names = table.__tablename__, ", ".join(columns)
    rows = f"json_populate_recordset(NULL::{name}, CAST(:rows AS json))"
    return text(f"INSERT INTO {name} ({names}) SELECT {names} FROM {rows}")  # noqa: S608  (names of our own tables)


def _in_document(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo:
        return _words(value) + "Z"
    raise ValueError(f"this cannot be stored: {value!r}")


@lru_cache(maxsize=256)  # a report's rows say the same instant twenty times
def _words(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(" ", "microseconds")[:LENGTH]
