"""How Twilio's client reaches Twilio: bounded in time, from any thread, and by another origin where one is set.

Importing this module imports Twilio's client, which takes a fifth of a second: import it where a channel is built.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import SplitResult, urlsplit

from requests import Request, Session
from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

LONGEST_CONNECT = 3.0
CONNECTIONS = 64


class BoundedHttpClient(TwilioHttpClient):
    """Twilio's HTTP client with time-outs, a pool for many threads, no retries and no log.

    `request` replaces the parent's, which keeps the last request (with credentials and text) and the last answer on
    the object that all threads share, and returns the answer from there.
    """

    def __init__(self, *, base_url: str | None, timeout: float) -> None:
        super().__init__(pool_connections=False, timeout=timeout)
        self._session = Session()
        self._base = urlsplit(base_url) if base_url else None
        self._timeouts = (min(timeout, LONGEST_CONNECT), timeout)
        self._answered = threading.local()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, _KeptAlive(pool_maxsize=CONNECTIONS, max_retries=0))

    @property
    def headers(self) -> Mapping[str, str] | None:
        """The headers of the last answer that this thread was given."""
        return getattr(self._answered, "headers", None)

    def request(self, method: str, url: str, *_: Any, **asked: Any) -> Response:  # type: ignore[override]
        """One request, one answer; raises what `requests` raises. Time-outs and redirects are not the caller's."""
        self._answered.headers = None
        parts = {name: asked.get(name) for name in ("params", "data", "headers", "auth")}
        prepared = self._session.prepare_request(Request(method.upper(), self._redirected(url), **parts))
        settings = self._session.merge_environment_settings(prepared.url or url, {}, None, None, None)
        answer = self._session.send(prepared, allow_redirects=False, timeout=self._timeouts, **settings)
        answer.encoding = "utf-8"
        self._answered.headers = answer.headers
        return Response(answer.status_code, answer.text, answer.headers)

    def _redirected(self, url: str) -> str:
        return url if self._base is None else _moved(urlsplit(url), self._base)


class _KeptAlive(HTTPAdapter):
    """Connections that the system probes: a night of silence must not leave dead ones for the first page."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs["socket_options"] = [
            (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
            (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        ]
        for name, seconds in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
            if hasattr(socket, name):
                kwargs["socket_options"].append((socket.IPPROTO_TCP, getattr(socket, name), seconds))
        super().init_poolmanager(*args, **kwargs)


def _moved(url: SplitResult, base: SplitResult) -> str:
    return url._replace(scheme=base.scheme, netloc=base.netloc, path=base.path.rstrip("/") + url.path).geturl()
