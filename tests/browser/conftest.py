"""Chromium in front of a real server: the world's application on a port of its own, whose clock is moved by hand."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.world import World

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BY_COLOUR = ["color-contrast", "link-in-text-block"]  # what another colour scheme can change
LOOKS: dict[str, dict[str, list[str]]] = {"light": {}, "dark": {"runOnly": BY_COLOUR}}
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
ANSWERED = "the server responded with a status of 4"  # Chromium logs a page that is an error on purpose


@dataclass(kw_only=True)
class Night:
    """A world that is served, and the browser in front of it. `faults` is what its console complained of."""

    world: World
    url: str
    chromium: Browser
    faults: list[str] = field(default_factory=list)

    def page(self, **wishes: Any) -> Page:
        """A page of a fresh browser, on a phone's screen."""
        context = self.chromium.new_context(base_url=self.url, viewport=PHONE, **wishes)
        context.set_default_timeout(60_000)  # a machine that runs every test at once is slow
        page = context.new_page()
        page.on("console", self._hears)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def close(self) -> None:
        """Closes every page."""
        for context in self.chromium.contexts:
            context.close()

    def _hears(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and ANSWERED not in message.text:
            self.faults.append(message.text)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, started once."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def night(
    request: pytest.FixtureRequest, sqlite_url: str, open_world: Callable[..., World], chromium: Browser
) -> Iterator[Night]:
    """Saturday 02:10, the portal served, under the policy that is asked for; at the end no console has complained."""
    with listening() as (listener, url):
        world = open_world(sqlite_url, PUBLIC_URL=url, POLICY=getattr(request, "param", "prospect365"))
        world.at("Saturday 02:10")
        with served(world, listener):
            night = Night(world=world, url=url, chromium=chromium)
            yield night
            night.close()
    assert night.faults == []


@contextmanager
def listening() -> Iterator[tuple[socket.socket, str]]:
    """A port that the system picked, bound before the world is told its own address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def served(world: World, listener: socket.socket) -> Iterator[None]:
    server = make_server("127.0.0.1", 0, world.app, threaded=True, request_handler=_Quiet, fd=listener.fileno())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def fills_in_who_she_is(page: Page) -> None:
    """Types Carol's name and how to reach her."""
    page.get_by_label("Company").fill("Acme Foods")
    page.get_by_label("Your name").fill("Carol")
    page.get_by_label("Phone tonight").fill("07700 900982")
    page.get_by_label("Email").fill("carol@acme.example")


def troubles(page: Page) -> list[str]:
    """What axe finds on a page as it stands, in light and in dark, and where it has to be scrolled sideways."""
    found = []
    for scheme, options in LOOKS.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for fault in Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]:
            found.append(f"{page.url} {scheme}: {fault['id']}: {[node['html'] for node in fault['nodes']]}")
    return found + [f"{page.url} has to be scrolled sideways {how}" for how, is_wide in _widths(page) if is_wide]


def _widths(page: Page) -> Iterator[tuple[str, bool]]:
    is_wide = "document.documentElement.scrollWidth > innerWidth"
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    yield "at 320 pixels", page.evaluate(is_wide)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    yield "with text twice as large", page.evaluate(is_wide)
    page.evaluate("document.documentElement.style.fontSize = ''")
