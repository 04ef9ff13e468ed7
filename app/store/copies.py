"""Copies: the whole database in one file, taken while others work with it, and whether such a file can be read."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import sqlalchemy

from app.store.database import LOCK_SECONDS, Database

ENDINGS = {True: "db", False: "dump"}  # by whether it is SQLite
POSTGRESQL = b"PGDMP"  # what PostgreSQL's copies begin with
SECRETS = ("password", "sslpassword")


class CopyFailed(Exception):
    """Why there is no copy, or why it is of no use."""


def make(database: Database, path: Path) -> None:
    """Copies the database, as it is at one instant, into the empty file `path`."""
    if database.is_sqlite:
        _copy_sqlite(Path(database.url.database or ""), path)
    else:
        words = _connection(database.url)
        _run("pg_dump", "--format=custom", "--lock-wait-timeout=60s", f"--file={path}", f"--dbname={words}",
             password=_password(database.url))  # fmt: skip


def check(path: Path) -> None:
    """Reads the whole copy, and raises CopyFailed if that cannot be done."""
    if is_postgresql(path):
        _run("pg_restore", f"--file={os.devnull}", str(path))
        return
    try:
        with closing(_opened(path, "ro")) as copy:
            said = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    except sqlite3.Error as error:
        raise CopyFailed(f"{path} cannot be read: {error}") from None
    if said != ["ok"]:
        raise CopyFailed(f"{path} is damaged: {said[0]}")


def is_postgresql(path: Path) -> bool:
    """Whether a file is PostgreSQL's kind of copy."""
    with path.open("rb") as file:
        return file.read(len(POSTGRESQL)) == POSTGRESQL


def _copy_sqlite(source: Path, path: Path) -> None:
    try:
        with closing(_opened(source, "rw")) as database, closing(_opened(path, "rw")) as copy:
            database.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # so that the copy is one file, and stays one when it is read
    except sqlite3.Error as error:
        raise CopyFailed(f"the database cannot be copied to {path}: {error}") from None


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, timeout=LOCK_SECONDS)


def _run(program: str, *words: str, password: str | None = None) -> None:
    """Runs one of PostgreSQL's programs. A password goes by the environment: a command line is for all to see."""
    found = shutil.which(program)
    if found is None:
        raise CopyFailed(f"{program} is not installed (Debian: apt-get install postgresql-client)")
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603  (our own words, and no shell)
        [found, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CopyFailed(done.stderr.strip() or f"{program} ended with {done.returncode}")


def _connection(url: sqlalchemy.URL) -> str:
    """The address as PostgreSQL's programs take it, without its secrets."""
    known = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database, "connect_timeout": 10}
    known |= {name: value for name, value in url.query.items() if name not in SECRETS and isinstance(value, str)}
    return " ".join(f"{name}='{_quoted(str(value))}'" for name, value in known.items() if value)


def _password(url: sqlalchemy.URL) -> str | None:
    by_query = url.query.get("password")
    return url.password or (by_query if isinstance(by_query, str) else None)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
