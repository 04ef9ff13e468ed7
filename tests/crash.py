"""kill -9 at any moment loses no report whose reference was shown: `python -m tests.crash [REFERENCES] [SEED]`.

The real demo is started as a process of its own, with its providers outside it. Customers report; the process is killed
at seeded moments and started again on the same database. What the customers' screens showed, and what the providers
were handed, is written down out here; at the end both are compared with what the portal knows.
"""

from __future__ import annotations

import http.client
import json
import os
import random  # noqa: TID251
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

ROOT = Path(__file__).parent.parent
START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # a Saturday night
LATER = timedelta(minutes=2)  # how far the portal's clock has gone on, beyond the real time, when it is back
CUSTOMERS = 4
UP_SECONDS = 60.0
PATIENCE_SECONDS = 120.0

REFERENCE = re.compile(r"reference\s*<strong>([A-HJKMNP-Z2-9]{5})</strong>")
EMERGENCY = re.compile(r"EMERGENCY ([A-HJKMNP-Z2-9]{5})")
FIELD = re.compile(r'name="(csrf_token|intent)"[^>]*value="([^"]+)"')

NETWORK = (URLError, OSError, http.client.HTTPException)


@dataclass(kw_only=True)
class Ledger:
    """What was seen outside: references shown with their pages, and texts handed over."""

    shown: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    mails: int = 0
    kills: int = 0
    starts: int = 0
    unanswered: int = 0
    began: float = field(default_factory=monotonic)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The comparison."""

    shown: int
    lost: list[str]
    unpaged: list[str]
    most_copies: int
    stored: int
    kills: int
    unanswered: int

    def __str__(self) -> str:
        return (
            f"references shown {self.shown}, lost {len(self.lost)}, unpaged {len(self.unpaged)}; killed {self.kills} "
            f"times, {self.unanswered} requests broken off, {self.stored} reports stored"
        )


class Providers(ThreadingHTTPServer):
    """Twilio and SendGrid outside the portal. `on_request` is called before each answer: a place to kill from."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.ledger = ledger
        self.lock = threading.Lock()
        self.on_request: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        """Where they answer."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """A client that was killed is what this is about."""


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Providers

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        is_text = "Messages.json" in self.path
        with self.server.lock:
            if is_text:
                for reference in EMERGENCY.findall(parse_qs(body)["Body"][0]):
                    self.server.ledger.texts[reference] = self.server.ledger.texts.get(reference, 0) + 1
            else:
                self.server.ledger.mails += 1
        self.server.on_request()
        answer = json.dumps({"sid": "SM" + "0" * 32, "status": "queued"}).encode() if is_text else b""
        self.send_response_only(201 if is_text else 202)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Portal:
    """The portal as a process, or as two: pages here, the dispatcher there."""

    def __init__(
        self, database: Path, providers: Providers, ledger: Ledger, *, command: str = "demo", later: timedelta = LATER
    ) -> None:
        self._database = database
        self._providers = providers
        self._ledger = ledger
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._ahead = timedelta(0)
        self._later = later
        self.port = _free_port()
        self.up = threading.Event()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it on the same database, with the clock gone on, and waits until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", *self._command.split()],
            cwd=ROOT,
            env=os.environ | self._settings(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._ledger.starts += 1
        self._ahead += self._later
        if self._command == "demo":
            self._await_answer()
        self.up.set()

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        self.up.clear()
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """As a deploy does."""
        self.up.clear()
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _settings(self) -> dict[str, str]:
        return {
            "ENVIRONMENT": "demo",
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "DATABASE_URL": f"sqlite:///{self._database}",
            "CLOCK_START": (START + timedelta(seconds=monotonic() - self._ledger.began) + self._ahead).isoformat(),
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_API_KEY": "SK" + "0" * 32,
            "TWILIO_API_SECRET": "only-for-this-test",
            "TWILIO_FROM": "+447700900365",
            "TWILIO_BASE_URL": self._providers.url,
            "SENDGRID_API_KEY": "only-for-this-test",
            "SENDGRID_FROM": "emergency@example.com",
            "SENDGRID_BASE_URL": self._providers.url,
        }

    def _await_answer(self) -> None:
        until = monotonic() + UP_SECONDS
        pause = threading.Event()
        while monotonic() < until:
            with suppress(*NETWORK), build_opener().open(f"{self.url}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
            pause.wait(0.05)
        raise RuntimeError("the portal did not come up")


class Customer(threading.Thread):
    """Reports again and again, and writes down each reference that their screen shows. A broken page is tried again."""

    def __init__(self, number: int, portal: Portal, ledger: Ledger, wanted: int, lock: threading.Lock) -> None:
        super().__init__(name=f"customer-{number}")
        self._number = number
        self._portal = portal
        self._ledger = ledger
        self._wanted = wanted
        self._lock = lock
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Until enough references were shown."""
        report = 0
        try:
            while len(self._ledger.shown) < self._wanted:
                report += 1
                self._report(f"Failure {self._number}-{report}")
        except BaseException as fault:
            self.fault = fault

    def _report(self, words: str) -> None:
        """Walks the two pages; the second is pressed again, unchanged, until an answer comes."""
        browser = build_opener(HTTPCookieProcessor())
        answers = {
            "services": "crm", "affected": "everyone", "started": "now", "errors": words, "company": "Acme Foods",
            "name": "Carol", "phone": "07700 900982", "email": f"carol{self._number}@acme.example",
        }  # fmt: skip
        hidden: dict[str, str] = {}
        while not hidden and len(self._ledger.shown) < self._wanted:
            with suppress(*NETWORK):
                hidden = dict(FIELD.findall(self._get(browser, "/report")))
        while len(self._ledger.shown) < self._wanted:
            try:
                page, address = self._post(browser, "/reports", answers | hidden)
            except NETWORK:
                with self._lock:
                    self._ledger.unanswered += 1
                self._portal.up.wait(UP_SECONDS)
                continue
            found = REFERENCE.search(page)
            if found:
                with self._lock:
                    self._ledger.shown[found[1]] = address
                    self._ledger.words[found[1]] = words
                return
            raise AssertionError(f"neither a reference nor an error was shown: {page[:2000]}")

    def _get(self, browser: OpenerDirector, path: str) -> str:
        self._portal.up.wait(UP_SECONDS)
        with browser.open(self._portal.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def _post(self, browser: OpenerDirector, path: str, fields: dict[str, str]) -> tuple[str, str]:
        request = Request(self._portal.url + path, data=urlencode(fields).encode())
        with browser.open(request, timeout=30) as answer:
            return answer.read().decode(), answer.geturl()


def crash(references: int, seed: int, folder: Path, *, apart: bool = False) -> Verdict:
    """Kills until so many references were shown. `apart`: the dispatcher is a second process, and the one killed."""
    chance = random.Random(seed)
    ledger = Ledger()
    with ExitStack() as stack:
        providers = stack.enter_context(_serving(Providers(ledger)))
        pages = Portal(folder / "portal.db", providers, ledger)
        stack.callback(pages.stop)
        pages.start()
        victim = pages
        if apart:
            victim = Portal(folder / "portal.db", providers, ledger, command="dispatch", later=timedelta(0))
            stack.callback(victim.stop)
            victim.start()
        _kill_again_and_again(victim, pages, providers, ledger, references, chance)
        _await_texts(victim, ledger)
        return _compare(pages, ledger, folder / "portal.db")


def _kill_again_and_again(
    victim: Portal, pages: Portal, providers: Providers, ledger: Ledger, references: int, chance: random.Random
) -> None:
    """A kill comes some requests to the providers after the last start, and some thousandths of a second later."""
    due = threading.Event()
    left = [0]

    def count_down() -> None:
        with providers.lock:
            left[0] -= 1
            if left[0] <= 0:
                due.set()

    providers.on_request = count_down
    lock = threading.Lock()
    customers = [Customer(number, pages, ledger, references, lock) for number in range(CUSTOMERS)]
    for customer in customers:
        customer.start()
    pause = threading.Event()
    while any(customer.is_alive() for customer in customers):
        with providers.lock:
            left[0] = chance.randint(1, 12)
        due.clear()
        due.wait(chance.uniform(0.1, 2.0))
        pause.wait(chance.uniform(0, 0.08))
        if len(ledger.shown) >= references:
            break
        victim.kill()
        ledger.kills += 1
        victim.start()
    providers.on_request = lambda: None
    for customer in customers:
        customer.join()
        if customer.fault:
            raise customer.fault


def _await_texts(victim: Portal, ledger: Ledger) -> None:
    """A last start, after every lease; then each reference has its text within the time that a lease lasts, or not."""
    victim.kill()
    victim.start()
    pause = threading.Event()
    until = monotonic() + PATIENCE_SECONDS
    while monotonic() < until and set(ledger.shown) - set(ledger.texts):
        pause.wait(0.2)


def _compare(pages: Portal, ledger: Ledger, database: Path) -> Verdict:
    import sqlite3

    with sqlite3.connect(database) as connection:
        stored = dict(connection.execute("SELECT reference, errors FROM reports").fetchall())
        accepted = {row[0] for row in connection.execute("SELECT reference FROM reports WHERE verdict = 'accepted'")}
    connection.close()
    lost = [
        reference
        for reference, address in ledger.shown.items()
        if stored.get(reference) != ledger.words[reference] or reference not in _page(address)
    ]
    return Verdict(
        shown=len(ledger.shown),
        lost=lost,
        unpaged=sorted(accepted - set(ledger.texts)),
        most_copies=max(ledger.texts.values(), default=0),
        stored=len(stored),
        kills=ledger.kills,
        unanswered=ledger.unanswered,
    )


def _page(address: str) -> str:
    try:
        with build_opener().open(address, timeout=30) as answer:
            return str(answer.read().decode())
    except HTTPError as refusal:
        with refusal:
            return f"HTTP {refusal.code}"


@contextmanager
def _serving(server: Providers) -> Iterator[Providers]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _main(references: int, seed: int) -> int:
    fine = True
    for apart, what in ((False, "portal and dispatcher in one process"), (True, "the dispatcher alone")):
        with tempfile.TemporaryDirectory() as folder:
            verdict = crash(references, seed, Path(folder), apart=apart)
        print(f"SIGKILL of {what}, seed {seed}: {verdict}", flush=True)
        fine = fine and not verdict.lost and not verdict.unpaged and verdict.shown >= references
    return 0 if fine else 1


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    raise SystemExit(_main(*(arguments + [200, 1][len(arguments) :])))
