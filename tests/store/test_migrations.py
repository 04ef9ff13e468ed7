"""Migrations: up, down and up again, with data in every table, and equal to the models, on both engines."""

import sqlite3

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.store import Base, schema
from app.store.database import Database
from tests.store.rows import counts, fill

STEPS = list(ScriptDirectory(str(schema.FOLDER)).walk_revisions())


def config(database: Database) -> Config:
    found = Config()
    found.set_main_option("script_location", str(schema.FOLDER))
    found.attributes["database"] = database
    return found


def tables(database: Database) -> set[str]:
    with database.migrating() as connection:
        return set(sqlalchemy.inspect(connection).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_what_the_models_say(database: Database):
    command.check(config(database))


def test_up_down_and_up_again_without_data(empty: Database):
    schema.upgrade(empty)
    assert tables(empty) == set(Base.metadata.tables)

    schema.downgrade(empty, "base")
    assert tables(empty) == set()

    schema.upgrade(empty)
    command.check(config(empty))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.revision)
def test_every_step_goes_down_and_up_with_data_in_every_table(database: Database, step):
    fill(database)
    before = step.down_revision or "base"

    schema.downgrade(database, before)
    left = tables(database)
    schema.upgrade(database)

    with database.reading() as session:
        now = counts(session)
    assert {name: now[name] for name in left} == dict.fromkeys(left, 1), "what stayed has kept its rows"
    command.check(config(database))


@pytest.mark.parametrize(("before", "after", "back"), [("manager", "administrator", "manager"),
                                                        ("engineer", "engineer", "engineer")])  # fmt: skip
def test_a_manager_of_the_two_roles_is_an_administrator_of_the_four(
    database: Database, before: str, after: str, back: str
):
    def role() -> str:
        with database.reading() as session:
            return str(session.execute(text("SELECT role FROM staff")).scalar_one())

    fill(database)
    schema.downgrade(database, "0021")
    with database.writing() as session:
        session.execute(text("UPDATE staff SET role = :role"), {"role": before})

    schema.upgrade(database)
    assert role() == after
    schema.downgrade(database, "0021")
    assert role() == back


def test_every_step_is_one_after_the_other():
    assert [step.down_revision for step in STEPS] == [*(step.revision for step in STEPS[1:]), None]


def test_every_step_says_what_it_is_for():
    assert all(step.doc and len(step.doc) > 10 for step in STEPS)


def test_migrating_twice_is_harmless(database: Database):
    fill(database)

    schema.upgrade(database)

    with database.reading() as session:
        assert set(counts(session).values()) == {1}


def test_a_migrated_database_has_no_fault(database: Database):
    assert schema.fault(database) is None


def test_an_empty_database_is_told_apart(empty: Database):
    assert schema.fault(empty) == "the database has no tables yet: run `flask --app wsgi migrate`"


def test_another_schema_is_told_with_both_names(database: Database):
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    newest = STEPS[0].revision
    assert (
        schema.fault(database)
        == f"the database's schema is 9999, the portal's {newest}: run `flask --app wsgi migrate`"
    )


def test_asking_for_a_fault_waits_for_no_writer(sqlite_url: str, open_database):
    """A probe asks every few seconds: it must not queue behind whoever writes."""
    database = open_database(sqlite_url)
    other = sqlite3.connect(database.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert schema.fault(database) is None
        assert database.durability_fault() is None
    finally:
        other.close()
