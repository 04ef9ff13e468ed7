"""Webhooks out: one message to another system's address, which is looked up, checked, and then connected to itself."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from app.domain import web_addresses
from app.domain.web_addresses import port_of
from app.domain.webhooks import LONGEST_ANSWER, Answer

TIMEOUT = 10.0  # seconds for all of it, however slowly the answer comes
READ = 4 * LONGEST_ANSWER  # bytes of the answer that are looked at

Resolve = Callable[[str, int], Sequence[Any]]


class NotAllowed(Exception):
    """The host stands for a network that is none of theirs."""


def resolved(host: str, port: int) -> Sequence[Any]:
    """What the host stands for just now."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class Webhooks:
    """Sends, and never raises. `to_private`: also to one's own network, for which http will do.

    No redirect is followed, and no proxy of the environment is asked: what was checked is what is connected to.
    """

    def __init__(
        self, *, to_private: bool = False, timeout: float = TIMEOUT, resolve: Resolve = resolved,
        certificates: str | None = None,
    ) -> None:  # fmt: skip
        self._to_private = to_private
        self._timeout = timeout
        self._resolve = resolve
        self._certificates = certificates

    def send(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """What was answered, or why nobody did."""
        fault = web_addresses.fault(url, to_private=self._to_private)
        if fault:
            return Answer(status=None, words=fault)
        parts = urlsplit(url)
        try:
            return self._sent(parts, headers, body.encode())
        except NotAllowed as error:
            return Answer(status=None, words=str(error))
        except ssl.SSLError as error:
            return Answer(status=None, words=f"no secure connection ({error.reason or type(error).__name__})")
        except socket.gaierror:
            return Answer(status=None, words="the host's name is not known")
        except TimeoutError:
            return Answer(status=None, words="no answer in time")
        except (OSError, HTTPException, ValueError) as error:
            return Answer(status=None, words=f"no answer ({type(error).__name__})")

    def _sent(self, parts: SplitResult, headers: Mapping[str, str], body: bytes) -> Answer:
        host, port = parts.hostname or "", port_of(parts)
        plain = socket.create_connection((self._address(host, port), port), timeout=self._timeout)
        with plain, _Deadline(plain, self._timeout):
            connection = HTTPConnection(host, port, timeout=self._timeout)
            connection.sock = self._secured(plain, host) if parts.scheme == "https" else plain
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            try:
                connection.request("POST", path, body, {"Host": parts.netloc, "Connection": "close", **headers})
                answer = connection.getresponse()
                words = answer.read(READ).decode("utf-8", "replace")
                return Answer(status=answer.status, words=_printable(words)[:LONGEST_ANSWER])
            finally:
                connection.close()

    def _address(self, host: str, port: int) -> str:
        """The address that is connected to. One that is not public among several spoils them all."""
        found = [str(entry[4][0]) for entry in self._resolve(host, port)]
        if not found:
            raise OSError(f"{host} stands for nothing")
        if not self._to_private and not all(web_addresses.is_public(one) for one in found):
            raise NotAllowed("the host stands for an address that not everybody can reach")
        return found[0]

    def _secured(self, plain: socket.socket, host: str) -> ssl.SSLSocket:
        import certifi

        context = ssl.create_default_context(cafile=self._certificates or certifi.where())
        return context.wrap_socket(plain, server_hostname=host)


class _Deadline:
    """Cuts a connection off after so many seconds, so that nobody holds it open by answering a letter at a time."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection = connection.dup()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._connection.close()

    def _cut(self) -> None:
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _printable(words: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
