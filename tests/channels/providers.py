"""Providers on this machine: real sockets, scripted answers, a record of what they were asked."""

from __future__ import annotations

import base64
import json
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar


@dataclass(frozen=True, kw_only=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What to do with a request: answer it, hang, cut the answer short, or drop the connection."""

    status: int = 200
    body: str | bytes | dict | list = b""
    headers: dict[str, str] = field(default_factory=dict)
    how: str = "answer"

    def encoded(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


HANG = Answer(how="hang")
RESET = Answer(how="reset")
HANG_UP = Answer(how="hang up")
CUT_SHORT = Answer(status=201, body=b'{"sid": "SM', how="cut short")


class HttpProvider(ThreadingHTTPServer):
    """Answers by `answers` in turn, the last one for ever; an entry may be a function of what was asked."""

    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _HttpConnection)
        self.answers: list[Answer | Callable[[Asked], Answer]] = [Answer()]
        self.asked: list[Asked] = []
        self.connections: list[socket.socket] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer_to(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        return answer if isinstance(answer, Answer) else answer(asked)


class _HttpConnection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HttpProvider

    def setup(self) -> None:
        super().setup()
        self.server.connections.append(self.connection)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        asked = Asked(method=self.command, path=self.path, headers=dict(self.headers.items()), body=body)
        answer = self.server.answer_to(asked)
        self.close_connection = answer.how != "answer"
        match answer.how:
            case "hang":
                self.server.released.wait(30)
            case "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            case "cut short":
                self._say(answer, missing=100)
            case "answer":
                self._say(answer)

    def do_GET(self) -> None:
        self.do_POST()

    def _say(self, answer: Answer, missing: int = 0) -> None:
        body = answer.encoded()
        self.send_response_only(answer.status)
        if not isinstance(answer.body, bytes):
            self.send_header("Content-Type", "application/json")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + missing))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks SMTP. `says` replaces the reply to a command; HANG and HANG_UP there do as they say."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: str = "127.0.0.1") -> None:
        super().__init__((address, 0), _MailConnection)
        self.says: dict[str, str | Answer] = {}
        self.offers: list[str] = ["AUTH PLAIN"]
        self.tls: ssl.SSLContext | None = None
        self.implicit_tls = False
        self.commands: list[str] = []
        self.mails: list[bytes] = []
        self.sign_ins: list[tuple[str, str, bool]] = []
        self.connections: list[socket.socket] = []
        self.released = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is part of the tests."""


class _MailConnection(socketserver.StreamRequestHandler):
    server: MailServer
    encrypted = False

    def setup(self) -> None:
        if self.server.implicit_tls:
            self._encrypt()
        super().setup()
        self.server.connections.append(self.request)

    def handle(self) -> None:
        if not self._reply("greeting", "220 here"):
            return
        while line := self.rfile.readline().decode().strip():
            self.server.commands.append(line)
            verb = line.split()[0].upper()
            if not getattr(self, f"on_{verb.lower()}", self.on_other)(line) or verb == "QUIT":
                return

    def on_ehlo(self, _: str) -> bool:
        offers = ["here", *self.server.offers]
        if self.server.tls and not self.encrypted:
            offers.append("STARTTLS")
        lines = [f"250{'-' if offer != offers[-1] else ' '}{offer}" for offer in offers]
        return self._reply("EHLO", "\r\n".join(lines))

    def on_starttls(self, _: str) -> bool:
        self._reply("STARTTLS", "220 go on")
        self._encrypt()
        super().setup()
        return True

    def on_auth(self, line: str) -> bool:
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        self.server.sign_ins.append((user, password, self.encrypted))
        return self._reply("AUTH", "235 welcome")

    def on_data(self, _: str) -> bool:
        if not self._reply("DATA", "354 go on") or "DATA" in self.server.says:
            return "DATA" in self.server.says
        mail = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            mail += line
        self.server.mails.append(mail)
        return self._reply(".", "250 queued")

    def on_other(self, line: str) -> bool:
        return self._reply(line.split(maxsplit=1)[0].upper(), "250 ok")

    def _reply(self, to: str, usual: str) -> bool:
        reply = self.server.says.get(to, usual)
        if isinstance(reply, Answer):
            if reply.how == "hang":
                self.server.released.wait(30)
            return False
        self.wfile.write(reply.encode() + b"\r\n")
        return True

    def _encrypt(self) -> None:
        assert self.server.tls is not None
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.server.connections.append(self.request)
        self.encrypted = True


Server = TypeVar("Server", HttpProvider, MailServer)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
        for connection in server.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
