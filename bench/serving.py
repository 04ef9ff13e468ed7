"""Servers for the benchmarks: gunicorn as `docs/production.md` runs it, on a port of its own, before a database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from app import demo
from app.desk import Desk
from config import Settings
from tests.world import postgres

ROOT = Path(__file__).parent.parent
THREADS = 16


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """A durable, empty database on each engine that this machine has, by name."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = {"SQLite": f"sqlite:///{folder / 'portal.db'}"}
        if postgres.binaries():
            server = stack.enter_context(postgres.Server.started(folder, durable=True))
            found["PostgreSQL"] = server.fresh_database()
        yield found


def furnished(url: str, **settings: str) -> Desk:
    """A desk on that database, with the demo's people."""
    desk = Desk.open(Settings.from_env({"DATABASE_URL": url, **settings}))
    demo.furnish(desk)
    return desk


@contextmanager
def gunicorn(application: str, **environment: str) -> Iterator[int]:
    """Serves a WSGI application: two processes of threads on PostgreSQL, one on SQLite; gives its port."""
    port = free_port()
    workers = 1 if environment["DATABASE_URL"].startswith("sqlite") else 2
    options = ["--worker-class", "gthread", "--threads", str(THREADS), "--workers", str(workers)]
    quiet = ["--no-control-socket", "--log-level", "critical"]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *options, *quiet]
    environment |= {"PORT": str(port)}
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int, path: str = "/healthz") -> None:
    """Until somebody answers there."""
    for _ in range(6_000):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()
            return
        except (ConnectionError, TimeoutError):
            time.sleep(0.005)
    raise RuntimeError("the server did not start")
