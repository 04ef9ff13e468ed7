"""The providers, in a process that is never killed: they write down what they are handed."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from tests.crash.ledger import Ledger

EMERGENCY = re.compile(r"EMERGENCY ([A-HJKMNP-Z2-9]{5})")


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
        is_text, is_call = "Messages.json" in self.path, "Calls.json" in self.path
        with self.server.lock:
            if is_text:
                for reference in EMERGENCY.findall(parse_qs(body)["Body"][0]):
                    self.server.ledger.texts[reference] = self.server.ledger.texts.get(reference, 0) + 1
            elif not is_call:
                self.server.ledger.mails += 1
        self.server.on_request()
        answer = json.dumps({"sid": "SM" + "0" * 32, "status": "queued"}).encode() if is_text or is_call else b""
        self.send_response_only(201 if is_text or is_call else 202)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def serving(server: Providers) -> Iterator[Providers]:
    """Answers until the end of the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
