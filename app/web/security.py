"""What holds for every page: hosts, proxies, cookies, CSRF and headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from app.web.cross_site import FormsToken

if TYPE_CHECKING:
    from app.desk import Desk

FORM_BYTES = 64 * 1024
PROBES = ("/healthz", "/readyz", "/metrics")
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}

csrf = FormsToken()


class Segment(BaseConverter):
    """A part of an address: anything but the one letter that PostgreSQL cannot take in any text."""

    regex = "[^/\\0]+"


Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def register(app: Flask, desk: Desk) -> None:
    """Puts the controls in place."""
    settings = desk.settings
    secure = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        WTF_CSRF_SECRET_KEY=[*reversed(settings.secret_key_fallbacks), settings.secret_key],  # the last one signs
        SESSION_COOKIE_NAME="__Host-portal" if secure else "portal",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=FORM_BYTES,
        TRUSTED_HOSTS=_hosts(desk),
        WTF_CSRF_TIME_LIMIT=None,  # a form left open for hours is still good: a customer may be away from the phone
        WTF_CSRF_SSL_STRICT=False,  # where a form came from is looked at by `cross_site`, on more than the referrer
        SEND_FILE_MAX_AGE_DEFAULT=300,
    )
    csrf.init_app(app)
    app.url_map.converters["default"] = Segment
    app.after_request(_add_headers)
    if secure:
        app.after_request(_add_hsts)
    app.wsgi_app = _probes_by_address(app.wsgi_app, settings.public_host)  # type: ignore[assignment, method-assign]
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]


def local_path(wanted: str | None) -> str | None:
    """`wanted` if it is a path of our own and nothing that a browser would take elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return None
    if "\\" in wanted or any(ord(letter) < 32 for letter in wanted):
        return None
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else None


def _hosts(desk: Desk) -> list[str]:
    hosts = [desk.settings.public_host]
    return hosts if desk.settings.is_production else [*hosts, "127.0.0.1", "localhost"]


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _add_hsts(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return response


def _probes_by_address(wsgi: Wsgi, host: str) -> Wsgi:
    """Lets probes ask by address: for them alone the host that was asked for does not matter."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in PROBES:
            environ["HTTP_HOST"] = host
        return wsgi(environ, start_response)

    return application
