"""The schema's version: bringing a database to the newest one, and telling whether it is there."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent.parent.parent / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    """Applies every migration up to `revision`."""
    from alembic import command

    command.upgrade(_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Takes back every migration after `revision` ("base": all)."""
    from alembic import command

    command.downgrade(_config(database), revision)


def fault(database: Database) -> str | None:
    """Why the portal cannot work on this database as it is, or None."""
    newest = _newest()
    with database.reading() as session:
        connection = session.connection()
        if not connection.dialect.has_table(connection, "alembic_version"):
            return "the database has no tables yet: run `flask --app wsgi migrate`"
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found == newest:
        return None
    return f"the database's schema is {found}, the portal's {newest}: run `flask --app wsgi migrate`"


@lru_cache
def _newest() -> str | None:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(FOLDER)).get_current_head()


def _config(database: Database) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["database"] = database
    return config
