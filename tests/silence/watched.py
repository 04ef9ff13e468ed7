"""A portal as production has it: gunicorn with its configuration, a dispatcher beside it, and the providers outside."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO
from urllib.parse import unquote_plus

from bench.serving import free_port, wait_for
from tests.channels.providers import Answer, Asked, HttpProvider, running

ROOT = Path(__file__).parent.parent.parent
NIGHT = "2026-11-21T02:10:00Z"
ALARM = "SELF-ALARM"
TAKES_TEXTS = Answer(status=201, body={"sid": "SM" + "0" * 32, "status": "queued"})
TAKES_MAILS = Answer(status=202)
REFUSES = Answer(status=401, body={"code": 20003, "message": "Authenticate", "status": 401})


class Providers:
    """Twilio and SendGrid: they note when the first self-alarm was taken, and by what way."""

    def __init__(self, server: HttpProvider) -> None:
        self.server = server
        self.is_twilio_revoked = False
        self.heard = threading.Event()
        self.heard_at = 0.0
        self.by = ""
        server.answers = [self._answer]

    def _answer(self, asked: Asked) -> Answer:
        is_twilio = "/Accounts/" in asked.path
        if is_twilio and self.is_twilio_revoked:
            return REFUSES
        if asked.method == "POST" and ALARM in unquote_plus(asked.body.decode()) and not self.heard.is_set():
            self.heard_at = monotonic()
            self.by = "call" if "Calls" in asked.path else "text" if is_twilio else "mail"
            self.heard.set()
        return TAKES_TEXTS if is_twilio else TAKES_MAILS


@dataclass(kw_only=True)
class Watched:
    """The running portal, its dispatcher's process, and the database server that is its own, if there is one."""

    url: str
    providers: Providers
    dispatcher: subprocess.Popen[bytes]
    server_pid: int


@contextmanager
def watched(url: str, folder: Path, server_pid: int = 0) -> Iterator[Watched]:
    """Starts it all on a furnished database, and ends it all. Beside a database server pages have two processes."""
    with ExitStack() as stack:
        server = stack.enter_context(running(HttpProvider()))
        port, log = free_port(), stack.enter_context((folder / "log").open("wb"))
        environment = settings(url, port, server.url)
        stack.enter_context(gunicorn(port, environment, log, workers=2 if server_pid else 1))
        dispatcher = stack.enter_context(begun(environment, log, "flask", "--app", "wsgi", "dispatch"))
        wait_for(port)
        yield Watched(url=url, providers=Providers(server), dispatcher=dispatcher, server_pid=server_pid)


def gunicorn(
    port: int, environment: dict[str, str], log: IO[bytes] | int, workers: int
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """The pages, until the end of the block."""
    served = ("--worker-class", "gthread", "--threads", "4", "--workers", str(workers), "--no-control-socket")
    return begun(environment, log, "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", *served)


@contextmanager
def begun(environment: dict[str, str], log: IO[bytes] | int, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python module that runs, until the end of the block."""
    whole = [sys.executable, "-m", *command]
    process = subprocess.Popen(
        whole,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=log,
        stderr=subprocess.STDOUT if log == subprocess.PIPE else log,
    )
    try:
        yield process
    finally:
        _end(process)
        if process.stdout:
            process.stdout.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def settings(url: str, port: int, providers: str) -> dict[str, str]:
    """What the processes have to know."""
    return {
        "ENVIRONMENT": "demo", "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "DATABASE_URL": url,
        "CLOCK_START": NIGHT, "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_API_KEY": "SK" + "0" * 32,
        "TWILIO_API_SECRET": "only-for-this-test", "TWILIO_FROM": "+447700900365", "TWILIO_BASE_URL": providers,
        "SENDGRID_API_KEY": "only-for-this-test", "SENDGRID_FROM": "emergency@example.com",
        "SENDGRID_BASE_URL": providers,
    }  # fmt: skip
