"""What each page weighs on the way to a phone, with its headers, as a proxy that compresses sends it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import html5lib
import pytest

from tests.house.tree import ROOT
from tests.world import World
from tests.world.browser import Browser

FIRST, ALTOGETHER, SCRIPTS = 14 * 1024, 30 * 1024, 5 * 1024
LEVEL = 6  # what proxies do by default, or near it

Way = Callable[[World], Browser]


def opens(path: str) -> Way:
    def way(world: World) -> Browser:
        browser = world.carol.browser()
        browser.open(path)
        return browser

    return way


def page_2(world: World) -> Browser:
    browser = opens("/report")(world)
    browser.presses("Continue", services="crm", affected="everyone")
    return browser


def page_2_with_every_error(world: World) -> Browser:
    browser = page_2(world)
    browser.presses("Send")
    return browser


def tracking(world: World) -> Browser:
    report = world.carol.reports("crm", "HTTP 503 " * 50)
    world.passes(minutes=16)
    report.page()
    return report.browser


def acknowledge(world: World) -> Browser:
    world.carol.reports("crm", "HTTP 503 " * 50)
    world.nadia.reports("crm")
    return world.dana.phone.receives_text("CRM down").opens_link()


def taken(world: World) -> Browser:
    browser = acknowledge(world)
    browser.presses("Acknowledge")
    return browser


PAGES: dict[str, Way] = {
    "home": opens("/"),
    "form, page 1": opens("/report"),
    "form, page 2": page_2,
    "form, page 2, with every error": page_2_with_every_error,
    "tracking, after 16 minutes": tracking,
    "acknowledge": acknowledge,
    "acknowledge, taken": taken,
    "status": opens("/status"),
}


def needed(html: str) -> dict[str, str]:
    """What the page makes a browser fetch, by address: a style, a script or a picture."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    found = {one.get("href"): one.get("rel") for one in root.iter("link") if one.get("rel") in ("stylesheet", "icon")}
    found |= {one.get("src"): one.tag for kind in ("script", "img", "iframe", "source") for one in root.iter(kind)}
    return found


def weight(body: bytes, headers: dict[str, str]) -> int:
    """Its bytes on the way: the body compressed, the headers as they are."""
    return len(gzip.compress(body, LEVEL)) + sum(len(f"{name}: {value}\r\n") for name, value in headers.items())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_comes_in_one_breath_and_everything_with_it_in_two(night: World, name: str, record_property) -> None:
    browser = PAGES[name](night)
    page = browser.page
    assert page is not None
    sizes = {"page": weight(page.html.encode(), page.headers)}

    for address in needed(page.html):
        assert address.startswith("/static/"), f"{address} is somebody else's"
        answer = browser.fetches(address)
        assert answer.status_code == 200
        sizes[address] = weight(answer.data, dict(answer.headers))
        answer.close()

    first = sizes["page"] + sum(size for address, size in sizes.items() if address.endswith(".css"))
    scripts = sum(size for address, size in sizes.items() if address.endswith(".js"))
    figures = {"first": first, "altogether": sum(sizes.values()), "scripts": scripts}
    record_property("bytes", figures)
    print(f"{name:32} {figures}")
    assert first <= FIRST
    assert figures["altogether"] <= ALTOGETHER
    assert scripts <= SCRIPTS


def test_no_stylesheet_fetches_anything_more() -> None:
    for path in (ROOT / "static").glob("*.css"):
        assert not re.search(r"url\(|@import|@font-face", path.read_text(encoding="utf-8")), path.name
