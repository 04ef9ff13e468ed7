"""How Twilio's client reaches Twilio: bounded in time, from any thread, and by another origin where one is set.

Importing this module imports Twilio's client, which takes a fifth of a second: import it where a channel is built.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, unquote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import PoolManager, ProxyManager, Timeout
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers

LONGEST_CONNECT = 3.0
CONNECTIONS = 64

_PROBED = [
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), seconds)
        for name, seconds in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))
        if hasattr(socket, name)
    ),
]  # the system probes connections: a night of silence must not leave dead ones for the first page


class BoundedHttpClient(HttpClient):
    """An HTTP client for Twilio's, with time-outs, a pool for many threads, no retries and no log.

    Twilio's own keeps the last request (with credentials and text) and the last answer on an object that all threads
    share; and it asks the environment for proxies at each request, which costs as much as the request.
    """

    def __init__(self, *, base_url: str | None, timeout: float) -> None:
        super().__init__(logging.getLogger("twilio.http_client"), is_async=False, timeout=timeout)
        self._base = urlsplit(base_url) if base_url else None
        self._pool = _pool(self._base or urlsplit("https://api.twilio.com"))
        self._timeout = Timeout(connect=min(timeout, LONGEST_CONNECT), read=timeout)
        self._answered = threading.local()

    @property
    def headers(self) -> Mapping[str, str] | None:
        """The headers of the last answer that this thread was given."""
        return getattr(self._answered, "headers", None)

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request, one answer; raises what urllib3 raises. Time-outs and redirects are not the caller's."""
        self._answered.headers = None
        answer = self._pool.request(
            method.upper(),
            self._redirected(uri) + (f"?{urlencode(params, doseq=True)}" if params else ""),
            body=urlencode(data, doseq=True) if data else None,
            headers={**(headers or {}), **_credentials(auth)},
            redirect=False,
            retries=False,
            timeout=self._timeout,
        )
        self._answered.headers = answer.headers
        return Response(answer.status, answer.data.decode("utf-8", "replace"), answer.headers)

    def _redirected(self, url: str) -> str:
        return url if self._base is None else _moved(urlsplit(url), self._base)


def downloaded(url: str, auth: tuple[str, str], *, timeout: float, most: int) -> bytes | None:
    """What lies at a URL; None where it is not there, is longer than `most`, or does not come in time."""
    limits = Timeout(connect=min(timeout, LONGEST_CONNECT), read=timeout)
    with _pool(urlsplit(url)) as pool:
        try:
            answer = pool.request(
                "GET", url, headers=_credentials(auth), redirect=False, retries=False, timeout=limits,
                preload_content=False,
            )  # fmt: skip
            body = answer.read(most + 1)
        except (HTTPError, OSError):
            return None
    return body if answer.status == 200 and len(body) <= most else None


def _credentials(auth: tuple[str, str] | None) -> dict[str, str]:
    return {"Authorization": make_headers(basic_auth=":".join(auth))["authorization"]} if auth else {}


def _pool(origin: SplitResult) -> PoolManager:
    """Connections to one origin, through the proxy that the environment names for it, if any."""
    settings: dict[str, Any] = {"maxsize": CONNECTIONS, "socket_options": _PROBED, "ssl_context": _authorities()}
    proxy = getproxies().get(origin.scheme)
    if not proxy or proxy_bypass(origin.netloc):
        return PoolManager(**settings)
    login = urlsplit(proxy)
    if not login.username:
        return ProxyManager(proxy, **settings)
    words = f"{unquote(login.username)}:{unquote(login.password or '')}"
    return ProxyManager(proxy, proxy_headers=make_headers(proxy_basic_auth=words), **settings)


def _authorities() -> ssl.SSLContext:
    """Trusts the system's authorities and certifi's: a slim machine has none of its own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _moved(url: SplitResult, base: SplitResult) -> str:
    return url._replace(scheme=base.scheme, netloc=base.netloc, path=base.path.rstrip("/") + url.path).geturl()
