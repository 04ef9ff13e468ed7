"""The real portal as processes of its own, to be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from urllib.request import build_opener

from app.domain.policy_file import SHIPPED
from config import Settings
from tests.crash.customers import NETWORK
from tests.crash.ledger import Ledger
from tests.crash.providers import Providers

ROOT = Path(__file__).parent.parent.parent
START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # a Saturday night
LATER = timedelta(minutes=2)  # how far the portal's clock has gone on, beyond the real time, when it is back
UP_SECONDS = 60.0


class Portal:
    """The portal as a process, or as two: pages here, the dispatcher there."""

    def __init__(
        self, database: str, providers: Providers, ledger: Ledger, *, command: str = "demo", later: timedelta = LATER
    ) -> None:
        self._database = database
        self._providers = providers
        self._ledger = ledger
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = tempfile.TemporaryDirectory()
        self._policy = self._without_limit(Path(self._folder.name) / "policy.toml")
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
        self._folder.cleanup()

    def _settings(self) -> dict[str, str]:
        return {
            "ENVIRONMENT": "demo",
            "POLICY": self._policy,
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "DATABASE_URL": self._database,
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

    def _without_limit(self, path: Path) -> str:
        """The usual policy, but that one customer's reports page as often as they come."""
        usual = Path(Settings.from_env({}).policy)
        text = (SHIPPED / f"{usual}.toml").read_text(encoding="utf-8")
        path.write_text(f"known_alone = 100000\n{text}", encoding="utf-8")
        return str(path)

    def _await_answer(self) -> None:
        until = monotonic() + UP_SECONDS
        pause = threading.Event()
        while monotonic() < until:
            with suppress(*NETWORK), build_opener().open(f"{self.url}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
            pause.wait(0.05)
        raise RuntimeError("the portal did not come up")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
