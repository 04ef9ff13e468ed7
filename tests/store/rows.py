"""A row for every table, made from the tables themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, Table, func, insert, select
from sqlalchemy.orm import Session

from app.store import Base
from app.store.base import UtcDateTime
from app.store.database import Database

NIGHT = datetime(2026, 11, 21, 2, 10, 30, 123456, tzinfo=UTC)
NUMBER = 7


def fill(database: Database) -> None:
    """Puts one row into every table; each foreign key points at the row of the table it names."""
    with database.writing() as session:
        for table in Base.metadata.sorted_tables:
            session.execute(insert(table).values({column.name: value(column) for column in table.columns}))


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    tables: list[Table] = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def value(column: Column[Any]) -> Any:
    """A value that fits the column."""
    if column.foreign_keys:
        return value(next(iter(column.foreign_keys)).column)
    if isinstance(column.type, UtcDateTime):
        return NIGHT
    if isinstance(column.type, Date):
        return NIGHT.date()
    if isinstance(column.type, JSON):
        return {"words": "Grüße ☎", "at": NIGHT.isoformat()}
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, LargeBinary):
        return b"\x89PNG \x00 \xff"
    if isinstance(column.type, Float):
        return NUMBER + 0.5
    if isinstance(column.type, Integer):
        return NUMBER
    return f"{column.table.name}.{column.name}"
