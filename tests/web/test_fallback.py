"""The fallback page: one file for the proxy, with the number, and with nothing that has to be fetched."""

import re
from collections.abc import Callable

import html5lib
import pytest

from tests.world import World
from tests.world.page import Page


@pytest.mark.parametrize("policy", ["prospect365", "flatpeak", "informed", "kustomer", "pugpig"])
def test_it_needs_nothing_but_itself(sqlite_url: str, open_world: Callable[..., World], policy: str):
    world = open_world(sqlite_url, POLICY=policy)

    written = world.app.test_cli_runner().invoke(args=["fallback"])

    assert written.exit_code == 0, written.output
    html = written.stdout
    page = Page(status=503, url="fallback", html=html, headers={})
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    fetched = [element.get("src") or element.get("href") or "" for kind in ("link", "script", "img", "iframe")
               for element in root.iter(kind)]  # fmt: skip
    assert all(address.startswith("data:") for address in fetched)
    assert list(root.iter("script")) == page.forms == []
    assert not re.search(r"@import|url\(", html)
    if world.desk.policy.telephone:
        assert page.shows(f"Is something down? Ring {world.desk.policy.telephone}")
    assert page.shows("Hours of support")
    assert len(html.encode()) < 14 * 1024


def test_the_hours_are_the_policys(night: World):
    page = Page(
        status=503, url="fallback", html=night.app.test_cli_runner().invoke(args=["fallback"]).stdout, headers={}
    )

    assert page.shows("Monday to Thursday 08:30-17:00 Friday 08:30-16:30 Saturday to Sunday closed")
    assert page.shows("Emergency support is there outside these hours.")
