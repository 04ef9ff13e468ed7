"""The one place that opens and commits transactions, on SQLite and on PostgreSQL, and that hears others commit."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DisconnectionError, InterfaceError, InternalError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

LOCK_SECONDS = 10
CHANNEL = "portal_work"
LISTEN_SECONDS = 0.5  # how soon a listener notices that it was stopped
POLL_SECONDS = 0.01  # how soon another process's commit is noticed on SQLite

AWAY = (OperationalError, InterfaceError, InternalError, TimeoutError, sqlalchemy.exc.TimeoutError)


class Database:
    """A database with two verbs: `writing` commits or rolls back, `reading` is always rolled back."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._reading = self._engine.execution_options(portal_reading=True, postgresql_readonly=not self.is_sqlite)
        # SQLite has one writer at a time. Threads that queue here go in order; threads that poll SQLite's own lock
        # starve one another (a p99 of a second where this has 0.15 s).
        self._writer = threading.Lock() if self.is_sqlite else None
        self._listeners: list[Callable[[], None]] = []

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end of the block, or rolled back if the block raises."""
        if self._writer and not self._writer.acquire(timeout=LOCK_SECONDS):
            raise TimeoutError(f"no turn to write within {LOCK_SECONDS} s")
        try:
            with Session(self._engine, expire_on_commit=False) as session:
                yield session
                if not self.is_sqlite and session.info.get("work"):
                    session.execute(text(f"NOTIFY {CHANNEL}"))
                session.commit()
                has_work = session.info.get("work", False)
        finally:
            if self._writer:
                self._writer.release()
        if has_work:
            for listener in self._listeners:
                listener()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that never changes anything."""
        with Session(self._reading) as session:
            try:
                yield session
            finally:
                session.expunge_all()  # a rollback would empty what was read, and views use it a little longer
                session.rollback()

    def on_work(self, listener: Callable[[], None]) -> None:
        """Calls `listener` after each commit of this process that left something to do."""
        self._listeners.append(listener)

    def listen(self, heard: Callable[[], None], stopped: Callable[[], bool]) -> None:
        """Calls `heard` when another process may have left something to do, until `stopped`: a thread's whole life.

        Raises the database's error when the connection is lost; the caller comes back.
        """
        (self._listen_sqlite if self.is_sqlite else self._listen_postgresql)(heard, stopped)

    def durability_fault(self) -> str | None:
        """Why a commit here might not survive a power cut, or None."""
        with self.reading() as session:
            if self.is_sqlite:
                mode = session.scalar(text("PRAGMA journal_mode"))
                return None if mode == "wal" else f"SQLite keeps its journal in mode {mode!r}, not WAL"
            settings = ("fsync", "synchronous_commit", "full_page_writes")
            off = [name for name in settings if session.scalar(text(f"SHOW {name}")) == "off"]
        if off:
            return f"PostgreSQL has {' and '.join(off)} = off, so a commit may be lost in a power cut"
        return None

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A bare connection for migrations: they order their own transactions."""
        with self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Gives back every connection."""
        self._engine.dispose()

    def _listen_sqlite(self, heard: Callable[[], None], stopped: Callable[[], bool]) -> None:
        pause = threading.Event()
        with self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            seen = driver.execute("PRAGMA data_version").fetchone()[0]
            while not stopped():
                pause.wait(POLL_SECONDS)
                version = driver.execute("PRAGMA data_version").fetchone()[0]
                if version != seen:
                    seen = version
                    heard()

    def _listen_postgresql(self, heard: Callable[[], None], stopped: Callable[[], bool]) -> None:
        with self._engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f"LISTEN {CHANNEL}"))
            driver: Any = connection.connection.driver_connection
            while not stopped():
                for _ in driver.notifies(timeout=LISTEN_SECONDS, stop_after=1):
                    heard()
            connection.execute(text(f"UNLISTEN {CHANNEL}"))


@contextmanager
def reading_file(path: Path) -> Iterator[Session]:
    """A SQLite file that nobody works with, such as a back-up: it is read, and nothing about it is changed."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    engine = sqlalchemy.create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def leave_work(session: Session) -> None:
    """Says that this transaction leaves something for the dispatchers, who are woken when it commits."""
    session.info["work"] = True


def is_away(error: Exception) -> bool:
    """Whether the error means that the database cannot be used now, rather than that we asked wrongly."""
    return type(error) is DatabaseError or isinstance(error, AWAY)  # the bare one: a file that is damaged


def _sqlite(url: sqlalchemy.URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(
        url, pool_size=40, max_overflow=40, pool_timeout=LOCK_SECONDS, connect_args={"check_same_thread": False}
    )

    opened: list[bool] = []

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver's own transactions lose concurrent updates without an error
        connection.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # Else INSERT OR REPLACE would delete a row past the triggers that keep tables append-only.
        connection.execute("PRAGMA recursive_triggers = ON")
        record.info["file"] = _file(url)
        opened[:] = [True]

    @event.listens_for(engine, "do_connect")
    def expect(*_: object) -> None:
        # SQLite would make an empty one in its place, and delete the log of the one that is gone.
        if opened and _file(url) is None:
            raise sqlite3.OperationalError("the file is gone")

    @event.listens_for(engine, "checkout")
    def look(_: sqlite3.Connection, record: ConnectionPoolEntry, __: object) -> None:
        # SQLite goes on writing into a file that was taken away, and whatever it keeps there is gone.
        if record.info["file"] != _file(url):
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("portal_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _file(url: sqlalchemy.URL) -> tuple[int, int] | None:
    """Which file stands at the database's place now, if any."""
    try:
        found = Path(url.database or "").stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _postgresql(url: sqlalchemy.URL) -> Engine:
    limits = f"-c lock_timeout={LOCK_SECONDS}s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
    return sqlalchemy.create_engine(
        url,
        pool_size=20,
        max_overflow=40,
        pool_timeout=LOCK_SECONDS,
        pool_pre_ping=True,
        connect_args={"options": f"{limits} -c timezone=UTC", "connect_timeout": 5},
    )
