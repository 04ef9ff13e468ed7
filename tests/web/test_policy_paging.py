"""The policy page where severities have steps of their own: who is paged for each, and what would happen."""

from __future__ import annotations

import pytest

from tests.web.test_policy_page import OpenWorld, page_of
from tests.world import World


@pytest.fixture
def pugpig(sqlite_url: str, open_world: OpenWorld) -> World:
    """A policy of which two severities wake nobody."""
    return open_world(sqlite_url, POLICY="pugpig")


@pytest.mark.parametrize(
    "words",
    [
        "P1, critical and P2, high At once Primary by text and mail, and by call 2 min later",
        "After 5 min Backup by text, mail and call After 10 min",
        "P3, medium and P4, low At once Primary by mail After 1 h Primary and Backup by mail",
        "After 4 h Everyone and Duty manager by mail, and again every 4 h",
    ],
)
def test_each_severitys_steps_are_told_once_for_those_that_share_them(pugpig: World, words: str):
    assert page_of(pugpig).shows(words)


def test_what_would_happen_shows_the_steps_of_the_severity_that_the_answers_suggest(pugpig: World):
    asked = {"on": "2026-11-21", "at": "03:02", "services": "app"}

    cosmetic = page_of(pugpig, **asked, **{"answer-impact": "cosmetic"})
    stopped = page_of(pugpig, **asked, **{"answer-impact": "stopped"})

    assert cosmetic.shows("after 1 h Primary and Backup: Dana Okafor, Eve Lindqvist")
    assert cosmetic.shows(", and again every 4 h")
    assert cosmetic.shows("By mail.")
    assert not cosmetic.shows("after 5 min")
    assert stopped.shows("after 5 min Backup: Eve Lindqvist By text, mail and call.")
