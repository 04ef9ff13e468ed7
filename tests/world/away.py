"""A world's database, gone for a while in each of the ways that there are; and failing at a numbered statement."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from tests.world.world import World

Away = Callable[[World], AbstractContextManager[None]]


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Somebody else writes, and does not end."""
    with on_each_connection(world, "PRAGMA busy_timeout = 1"), closing(_another(world)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(world: World) -> Iterator[None]:
    """The disk takes not one page more."""
    with closing(_another(world)) as other:
        other.execute("CREATE TABLE junk (words BLOB)")
        (pages,) = other.execute("PRAGMA page_count").fetchone()
        other.execute(f"PRAGMA max_page_count = {pages}")
        try:
            while True:
                other.execute("INSERT INTO junk VALUES (zeroblob(4000))")
        except sqlite3.OperationalError:
            pass
        with on_each_connection(world, f"PRAGMA max_page_count = {pages}"):
            yield
        other.execute("PRAGMA max_page_count = 1000000")
        other.execute("DROP TABLE junk")
    world.desk.database.close()


@contextmanager
def read_only(world: World) -> Iterator[None]:
    """The file can be read, and not written."""
    with on_each_connection(world, "PRAGMA query_only = ON"):
        yield
    world.desk.database.close()  # the connections that were set so


@contextmanager
def gone(world: World) -> Iterator[None]:
    """The file is not there any more, with all that belongs to it."""
    file = _file(world)
    elsewhere = file.parent / "elsewhere"
    elsewhere.mkdir()
    _move(file, elsewhere)
    yield
    for made in file.parent.glob(f"{file.name}*"):
        if made.is_file():
            made.unlink()
    _move(elsewhere / file.name, file.parent)
    elsewhere.rmdir()


@contextmanager
def refused(world: World) -> Iterator[None]:
    """The server lets nobody in, and ends who was in."""
    with _postgres(world, "ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true"):
        yield


@contextmanager
def standby(world: World) -> Iterator[None]:
    """The server takes no writing, as one that only follows another."""
    on, off = (f"SET default_transaction_read_only = {word}" for word in ("on", "off"))
    with _postgres(world, on, off):
        yield


class Points:
    """Every statement and every commit of a world's database, counted; it fails from one of them on, or just there."""

    def __init__(self, world: World) -> None:
        self._passed = 0
        self._fails: Callable[[int], bool] = lambda _: False
        engine = world.desk.database._engine
        event.listen(engine, "before_cursor_execute", self._pass)
        event.listen(engine, "commit", self._pass_commit)

    @contextmanager
    def counted(self) -> Iterator[Callable[[], int]]:
        """How many are passed in the block."""
        self._passed = 0
        yield lambda: self._passed

    @contextmanager
    def failing(self, point: int, *, once: bool = False) -> Iterator[None]:
        """The database is away from that point on; `once`: at that point alone."""
        self._passed = 0
        self._fails = (lambda at: at == point) if once else (lambda at: at >= point)
        yield
        self._fails = lambda _: False

    def _pass_commit(self, connection: Connection) -> None:
        try:
            self._pass()
        except OperationalError:
            connection.invalidate()  # whoever was cut off has committed nothing
            raise

    def _pass(self, *_: object) -> None:
        self._passed += 1
        if self._fails(self._passed):
            raise OperationalError("a statement", None, Exception("the server closed the connection"))


@contextmanager
def on_each_connection(world: World, pragma: str) -> Iterator[None]:
    """Sets something of SQLite's on whatever connection is used in the block."""
    engine = world.desk.database._engine

    def apply(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(pragma).fetchall()

    event.listen(engine, "checkout", apply)
    yield
    event.remove(engine, "checkout", apply)


@contextmanager
def _postgres(world: World, before: str, after: str) -> Iterator[None]:
    url = world.desk.database.url
    ends = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'"
    server = psycopg.connect(host=str(url.query["host"]), user="portal", dbname="postgres", autocommit=True)
    with closing(server):
        for words in (before, after):
            server.execute(f"ALTER DATABASE {url.database} {words}")  # type: ignore[call-overload]
            server.execute(ends)  # type: ignore[call-overload]
            if words == before:
                yield


def _another(world: World) -> sqlite3.Connection:
    return sqlite3.connect(_file(world), isolation_level=None, check_same_thread=False)


def _file(world: World) -> Path:
    return Path(world.desk.database.url.database or "")


def _move(file: Path, folder: Path) -> None:
    for part in file.parent.glob(f"{file.name}*"):
        if part.is_file():
            shutil.move(part, folder / part.name)
