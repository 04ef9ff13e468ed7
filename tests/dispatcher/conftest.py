"""What these stories ask for: a world whose providers do as they are told."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.domain.delivery import Medium
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.world import World
from tests.world.providers import Provider

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]


@dataclass(frozen=True, kw_only=True)
class Outside:
    """The providers of a world: one for texts, one for calls, and two for mails, tried in their order."""

    texts: Provider
    calls: Provider
    mails: Provider
    second_mails: Provider


@pytest.fixture
def outside() -> Outside:
    """Providers that take everything until they are told otherwise."""
    return Outside(
        texts=Provider(Medium.SMS),
        calls=Provider(Medium.VOICE),
        mails=Provider(Medium.MAIL),
        second_mails=Provider(Medium.MAIL, "second"),
    )


@pytest.fixture
def broken_world(sqlite_url: str, outside: Outside, open_world: Callable[..., World]) -> World:
    """The world with those providers, on a Saturday at ten past two."""
    return _opened(sqlite_url, outside, open_world)


@pytest.fixture
def each_broken_world(database_url: str, outside: Outside, open_world: Callable[..., World]) -> World:
    """The same on each engine in turn, for what depends on how rows are claimed and locked."""
    return _opened(database_url, outside, open_world)


def _opened(url: str, outside: Outside, open_world: Callable[..., World]) -> World:
    channels = {
        Medium.SMS: (outside.texts,),
        Medium.VOICE: (outside.calls,),
        Medium.MAIL: (outside.mails, outside.second_mails),
    }
    world = open_world(url, channels=channels)
    world.at("Saturday 02:10")
    return world
