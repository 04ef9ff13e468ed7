"""The forms' token, and with it where a form was sent from: another site's page sends nothing here."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import g, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from app.web.room import desk

OUR_OWN = ("same-origin", "none")  # "none": the person did it, by reloading the page for one


class FormsToken(CSRFProtect):
    """Wants the forms' token of everything that changes something, and that our own page sent it."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """CSRFError where the token is missing or wrong, or the form stood elsewhere."""
        super().protect(apply_exemptions)
        if g.get("csrf_valid") and comes_from_elsewhere():
            g.csrf_valid = False
            raise CSRFError("The form was sent by another site's page.")


def comes_from_elsewhere() -> bool:
    """Whether the browser says so. Its own word goes first; then the origin, and the page before, if they are told.

    Over https a browser that tells none of the three is not believed.
    """
    sent = request.environ  # at once, for this stands in the way of every report
    fetched = sent.get("HTTP_SEC_FETCH_SITE")
    if fetched:
        return fetched not in OUR_OWN
    told = sent.get("HTTP_ORIGIN")
    if not told or told == "null":
        told = sent.get("HTTP_REFERER")
    if not told:
        return desk().settings.public_url.startswith("https://")
    return _origin(told) not in _our_origins()


Origin = tuple[str, str, int | None]


def _our_origins() -> tuple[Origin, ...]:
    """The public one; the demo also answers by its address."""
    settings = desk().settings
    ours = (settings.public_url,) if settings.is_production else (settings.public_url, request.host_url)
    return tuple(_origin(url) for url in ours)


def _origin(url: str) -> Origin:
    """Scheme, host and port, as browsers compare them."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return (url, "", None)
    return (parts.scheme, parts.hostname or "", port)
