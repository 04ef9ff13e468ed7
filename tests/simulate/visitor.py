"""A quick browser for simulated people: it fetches, finds the form's own token, and posts."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_HEADLINE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_LINK = re.compile(r"https?://[^\s/]+(/\S+)")


def path_of(words: str) -> str:
    """The path of the link in a message, or nothing."""
    found = _LINK.search(words)
    return found[1] if found else ""


def headline(answer: TestResponse) -> str:
    """The headline of a page, as it is read."""
    found = _HEADLINE.search(answer.text)
    return found[1].strip().replace("&#39;", "'") if found else ""


class Visitor:
    """Somebody's browser. `address` is where they come from."""

    def __init__(self, app: Flask, base_url: str, address: str) -> None:
        self._client = app.test_client()
        self._open = {"base_url": base_url, "environ_overrides": {"REMOTE_ADDR": address}}

    def gets(self, path: str, method: str = "GET") -> TestResponse:
        """What is there."""
        return self._client.open(path, method=method, **self._open)

    def posts(self, page: TestResponse, path: str, **fields: str | list[str]) -> TestResponse:
        """Sends a form of a page that was fetched."""
        token = _TOKEN.search(page.text)
        data = MultiDict({**fields, "csrf_token": token[1] if token else ""})
        return self._client.post(path, data=data, **self._open)
