"""Append-only tables: whatever would change or remove a row is refused by the database itself, on both engines."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from app.store import Base
from app.store.database import Database
from tests.store.rows import counts, fill, value

APPEND_ONLY = ("timeline", "links", "policies")


@pytest.fixture
def filled(database: Database) -> Database:
    """One row in every table."""
    fill(database)
    return database


def refused(database: Database, statement: sqlalchemy.Executable) -> None:
    with pytest.raises(IntegrityError, match="append-only"), database.writing() as session:
        session.execute(statement)
    with database.reading() as session:
        assert set(counts(session).values()) == {1}


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_no_column_can_be_changed(filled: Database, name: str):
    table = Base.metadata.tables[name]

    for column in table.columns:
        refused(filled, update(table).values({column.name: value(column)}))


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_no_row_can_be_removed(filled: Database, name: str):
    refused(filled, delete(Base.metadata.tables[name]))


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_postgresql_refuses_to_empty_the_table(postgresql_url: str, open_database, name: str):
    database = open_database(postgresql_url)
    fill(database)

    refused(database, text(f"TRUNCATE {name} CASCADE"))


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_sqlite_refuses_to_put_another_row_in_its_place(sqlite_url: str, open_database, name: str):
    database = open_database(sqlite_url)
    fill(database)
    table = Base.metadata.tables[name]
    another = {column.name: value(column) for column in table.columns}

    refused(database, sqlalchemy.insert(table).prefix_with("OR REPLACE").values(another))


def test_somebody_with_sqlites_shell_is_refused_too(sqlite_url: str, open_database):
    database = open_database(sqlite_url)
    fill(database)

    with closing(sqlite3.connect(database.url.database or "")) as shell:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            shell.execute("UPDATE timeline SET text = 'nothing happened'")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            shell.execute("DELETE FROM timeline")


def test_the_other_tables_can_be_changed(filled: Database):
    """The triggers stand on these tables alone: an incident has to move on."""
    with filled.writing() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in APPEND_ONLY:
                column = next(iter(table.columns))
                session.execute(update(table).values({column.name: column}))
