"""Customers who report until enough references were shown, whatever happens to the portal."""

from __future__ import annotations

import http.client
import re
import threading
from contextlib import suppress
from typing import Protocol
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.crash.ledger import Ledger

REFERENCE = re.compile(r"reference\s*<strong>([A-HJKMNP-Z2-9]{5})</strong>")
FIELD = re.compile(r'name="(csrf_token|intent)"[^>]*value="([^"]+)"')
NETWORK = (URLError, OSError, http.client.HTTPException)
PATIENCE_SECONDS = 60.0


class Address(Protocol):
    """Where the portal answers, while it is up."""

    up: threading.Event

    @property
    def url(self) -> str:
        """Its origin."""
        ...


class Customer(threading.Thread):
    """Reports again and again, and writes down each reference that their screen shows. A broken page is tried again."""

    def __init__(self, number: int, portal: Address, ledger: Ledger, wanted: int, lock: threading.Lock) -> None:
        super().__init__(name=f"customer-{number}")
        self._number = number
        self._portal = portal
        self._ledger = ledger
        self._wanted = wanted
        self._lock = lock
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Until enough references were shown."""
        report = 0
        try:
            while len(self._ledger.shown) < self._wanted:
                report += 1
                self._report(f"Failure {self._number}-{report}")
        except BaseException as fault:
            self.fault = fault

    def _report(self, words: str) -> None:
        """Walks the two pages; the second is pressed again, unchanged, until an answer comes."""
        browser = build_opener(HTTPCookieProcessor())
        answers = {
            "services": "unsure",  # each is paged for on its own
            "affected": "everyone", "started": "now", "errors": words, "company": "Acme Foods",
            "name": "Carol", "phone": "07700 900982", "email": f"carol{self._number}@acme.example",
        }  # fmt: skip
        hidden: dict[str, str] = {}
        while not hidden and len(self._ledger.shown) < self._wanted:
            with suppress(*NETWORK):
                hidden = dict(FIELD.findall(self._get(browser, "/report")))
        while len(self._ledger.shown) < self._wanted:
            try:
                page, address = self._post(browser, "/reports", answers | hidden)
            except NETWORK:
                with self._lock:
                    self._ledger.unanswered += 1
                self._portal.up.wait(PATIENCE_SECONDS)
                continue
            found = REFERENCE.search(page)
            if found:
                with self._lock:
                    self._ledger.shown[found[1]] = address
                    self._ledger.words[found[1]] = words
                return
            raise AssertionError(f"neither a reference nor an error was shown: {page[:2000]}")

    def _get(self, browser: OpenerDirector, path: str) -> str:
        self._portal.up.wait(PATIENCE_SECONDS)
        with browser.open(self._portal.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def _post(self, browser: OpenerDirector, path: str, fields: dict[str, str]) -> tuple[str, str]:
        request = Request(self._portal.url + path, data=urlencode(fields).encode())
        with browser.open(request, timeout=30) as answer:
            return answer.read().decode(), answer.geturl()
