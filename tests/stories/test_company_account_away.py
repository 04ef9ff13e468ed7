"""A night on which the company's own sign-in hangs: nobody who matters then notices."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from tests.world import World
from tests.world.identity import Company


def test_reporting_and_acknowledging_never_ask_the_company(sqlite_url: str, open_world: Callable[..., World]):
    with socket.socket() as silent:  # takes every connection, and answers none
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        company = Company(f"http://127.0.0.1:{silent.getsockname()[1]}")
        world = open_world(sqlite_url, **company.settings())
        world.at("Saturday 02:10")

        report = world.carol.reports("crm", "Nobody can log in")
        world.passes(minutes=5)
        page = world.eve.phone.receives_text("STILL OPEN").opens_link().presses("Acknowledge")
        manager = world.mo.signs_in()

        assert page.headline.startswith("You have ")
        assert report.page_shows("An engineer is on it")
        assert manager.open("/manage/").shows(report.reference), "a password is enough"
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):
            silent.accept()
