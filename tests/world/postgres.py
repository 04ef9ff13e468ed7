"""A PostgreSQL server of the test run's own: started from Debian's binaries, on a socket, thrown away afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from app.store import schema
from app.store.database import Database

TEMPLATE = "portal_template"
# What no test needs: its databases are many, small, and thrown away.
HASTY = ("fsync=off", "autovacuum=off", "wal_level=minimal", "max_wal_senders=0")


def binaries() -> Path | None:
    """Where the newest server's programs are, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server, reached by the socket in `folder`."""

    folder: Path
    process: subprocess.Popen[bytes]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    @contextmanager
    def started(cls, folder: Path, *, durable: bool = False) -> Iterator[Server]:
        """Starts a server and stops it at the end; as root it runs as somebody else, for PostgreSQL insists."""
        programs = binaries()
        assert programs is not None
        account = _account()
        folder = _owned_folder(folder, account)
        run: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **account}
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "portal", "-A", "trust", "-N", "-E", "UTF8"], check=True, **run
        )
        chosen = ("listen_addresses=", "max_connections=300", *(() if durable else HASTY))
        options = [word for one in chosen for word in ("-c", one)]
        process = subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, *options], **run)
        server = cls(folder=folder, process=process)
        try:
            server._wait()
            server._make_template()
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # at once: on SIGTERM it waits for whoever is still connected
            process.wait(30)
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://portal@/{name}?host={self.folder}"

    def fresh_database(self, template: str = TEMPLATE) -> str:
        """A database with the newest schema and nothing in it; or a copy of another one, that nobody works with."""
        name = f"world_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def empty_database(self) -> str:
        """A database without any tables."""
        name = f"empty_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return self.url(name)

    def _make_template(self) -> None:
        self._run(f"CREATE DATABASE {TEMPLATE}")
        database = Database(self.url(TEMPLATE))
        schema.upgrade(database)
        database.close()

    def connect(self, name: str = "postgres") -> psycopg.Connection[Any]:
        """A connection to one of its databases; each statement is a transaction of its own."""
        return psycopg.connect(host=str(self.folder), user="portal", dbname=name, autocommit=True)

    def _run(self, statement: str) -> None:
        with self.connect() as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _wait(self) -> None:
        """Until it answers: `pg_isready` waits by itself, a bounded number of times."""
        programs = binaries()
        assert programs is not None
        for _ in range(200):
            ready = subprocess.run(
                [programs / "pg_isready", "-h", self.folder, "-t", "1"], stdout=subprocess.DEVNULL, check=False
            )
            if ready.returncode == 0:
                return
            if self.process.poll() is not None:
                raise RuntimeError("PostgreSQL did not start")
        raise RuntimeError("PostgreSQL did not answer")


def _account() -> dict[str, Any]:
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("no account to run PostgreSQL as")


def _owned_folder(folder: Path, account: dict[str, Any]) -> Path:
    """A short path that the account may enter: sockets allow about a hundred characters."""
    import tempfile

    own = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    if account:
        os.chown(own, account["user"], account["group"])
    return own
