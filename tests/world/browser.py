"""A browser without JavaScript: keeps cookies, follows redirects, fills in forms and presses buttons."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.web.customer.doubts import SHOWN
from tests.world.page import Form, Page

A_WHILE = timedelta(seconds=40)
Values = dict[str, str | list[str]]


class Browser:
    """One person's browser, in front of the real application.

    The tests' clock stands still while they fill in a form: it `takes` them that long all the same.
    """

    def __init__(self, app: Flask, base_url: str) -> None:
        self._app = app
        self._client = app.test_client()
        self._base_url = base_url
        self.page: Page | None = None
        self.takes = A_WHILE

    def twin(self) -> Browser:
        """Another window of the same browser: it has the same cookies, and its own page."""
        other = Browser(self._app, self._base_url)
        host, name = urlsplit(self._base_url).hostname or "", self._app.config["SESSION_COOKIE_NAME"]
        cookie = self._client.get_cookie(name, domain=host)
        if cookie:
            other._client.set_cookie(name, cookie.value, domain=host, secure=cookie.secure)
        return other

    def open(self, url: str, *, method: str = "GET", data: Values | None = None, **headers: str) -> Page:
        """Fetches a page of the portal, by its path or its whole address."""
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if method == "POST" and self._base_url.startswith("https"):
            sent.setdefault("Referer", self._base_url + "/")
        answer = self._client.open(
            path, method=method, data=MultiDict(data) if data else None, headers=sent, base_url=self._base_url,
            follow_redirects=True,
        )  # fmt: skip
        answer.request.environ["wsgi.input"].close()  # a large body is a file of the test client's own
        self.page = Page(
            status=answer.status_code, url=answer.request.path, html=answer.text, headers=dict(answer.headers)
        )
        return self.page

    def fetches(self, path: str) -> TestResponse:
        """What is there, as it comes: a file that is to be saved."""
        return self._client.get(path, base_url=self._base_url)

    def presses(self, button: str, **values: str | list[str]) -> Page:
        """Presses a button of the page, with fields filled in by name."""
        assert self.page is not None, "no page is open"
        return self.sends(self.page.form(button), button, **values)

    def sends(self, form: Form, button: str, **values: str | list[str]) -> Page:
        """Sends a form that was fetched before."""
        data: dict[str, list[str]] = {}
        for name, value in form.fields:
            data.setdefault(name, []).append(value)
        for words, name, value in form.buttons:
            if name and button in words:
                data[name] = [value]
        with suppress(KeyError, ValueError):
            data[SHOWN] = [(datetime.fromisoformat(data[SHOWN][0]) - self.takes).isoformat()]
        for name, value in values.items():
            data[name] = value if isinstance(value, list) else [value]
        assert form.method == "post", "only forms that post are pressed here"
        return self.open(form.action, method="POST", data=dict(data))
