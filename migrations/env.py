"""Runs migrations over the portal's own database object. Only `app.store.schema` calls it."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text

from app.store import Base
from app.store.base import UtcDateTime
from app.store.database import Database

ADVISORY_LOCK = 7_031_977  # so that two nodes that start together migrate once


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Names the column type for instants by what the database sees, so that migrations do not depend on our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def compare_type(_: Any, __: Any, ___: Any, ____: Any, metadata_type: Any) -> bool | None:
    """The column type for instants is the database's own underneath."""
    return False if isinstance(metadata_type, UtcDateTime) else None


def run(connection: Connection) -> None:
    """Runs what was asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        render_item=render_item,
        compare_type=compare_type,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                raise sqlalchemy.exc.IntegrityError("PRAGMA foreign_key_check", None, ValueError(orphans))


database: Database = context.config.attributes["database"]
with database.migrating() as connection:
    if database.is_sqlite:
        # A batch migration drops and renames tables: with foreign keys on, a parent's children would go with it.
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            run(connection)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
    else:
        run(connection)
    connection.commit()
