"""Webhooks at the desk: made with a secret that is shown once, tested, sent again, turned off and on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from app.domain.webhooks import WAITS
from tests.channels.conftest import provider
from tests.channels.providers import Answer, HttpProvider
from tests.house.tree import ROOT
from tests.web.seen import kept, memory
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

__all__ = ["provider"]

SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


@pytest.fixture
def networked(sqlite_url: str, open_world: Callable[..., World]) -> World:
    """Saturday, ten past two; webhooks may go to this machine."""
    world = open_world(sqlite_url, WEBHOOKS_TO_PRIVATE="yes")
    world.at("Saturday 02:10")
    return world


def makes(browser: Browser, url: str, **changes: str | list[str]) -> Page:
    browser.open("/manage/systems/webhooks/new")
    return browser.presses("Make the webhook", **{"name": "Team chat", "url": url, **changes})


def path(world: World) -> str:
    return f"/manage/systems/webhooks/{kept(world, 'webhook_endpoints')[0]['id']}"


def test_a_secret_is_shown_once_and_kept_nowhere(night: World):
    mo = night.mo.signs_in()

    page = makes(mo, "https://chat.example/in")

    assert (page.status, page.headers["Cache-Control"]) == (201, "no-store")
    secret = SECRET.search(page.text)[0]  # type: ignore[index]
    assert not SECRET.search(mo.open(path(night)).html)
    assert secret not in str(memory(night))
    assert mo.open("/manage/systems").shows("Team chat https://chat.example/in")
    assert kept(night, "timeline")[-1]["text"] == "Mo made the webhook Team chat"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": "http://chat.example/in"}, "Write an address that begins with https://"),
        ({"url": "https://127.0.0.1/in"}, "This host is not one that everybody can reach"),
        ({"url": ""}, "Write the address that it listens at"),
        ({"name": " "}, "Say which system is told, as in Team chat"),
        ({"events": []}, "Choose at least one kind of event"),
        ({"events": ["incident.eaten"]}, "not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(night: World, changes: dict[str, str | list[str]], said: str):
    mo = night.mo.signs_in()

    page = makes(mo, **({"url": "https://chat.example/in"} | changes))  # type: ignore[arg-type]

    assert (page.status, page.title.startswith("Error: ")) == (422, True)
    assert page.shows("There is a problem")
    assert said in page.text
    assert not kept(night, "webhook_endpoints")


def test_a_test_is_sent_and_its_answer_shown(networked: World, provider: HttpProvider):
    provider.answers = [Answer(status=404, body=b"no <b>such</b> room")]
    mo = networked.mo.signs_in()
    makes(mo, f"{provider.url}/in")
    mo.open(path(networked))

    assert mo.presses("Send a test").shows("A test is on its way")
    networked.settles()

    page = mo.open(path(networked))
    assert page.shows("A test Sat 21 Nov 02:10 Waiting 404 no <b>such</b> room 1 try, next Sat 21 Nov 02:10")
    assert "<b>" not in page.html
    assert provider.asked[0].body == b'{"type": "test", "timestamp": "2026-11-21T02:10:00Z", "data": {}}'


def test_what_failed_is_sent_again_with_its_id(networked: World, provider: HttpProvider):
    provider.answers = [Answer(status=500)]
    mo = networked.mo.signs_in()
    makes(mo, f"{provider.url}/in", events=["incident.opened"])
    networked.files_alone()
    networked.settles()
    for wait in WAITS:
        networked.clock.move(wait)
        networked.dispatcher._herald.tell()
    mo = networked.mo.signs_in()
    assert mo.open(path(networked)).shows("An incident opened Sat 21 Nov 02:10 Failed 500 10 tries")
    provider.answers = [Answer()]

    page = mo.presses("Send what failed again", days="90")

    assert page.shows("1 message is sent again")
    networked.settles()
    assert mo.open(path(networked)).shows("Taken 200")
    assert len({asked.headers["webhook-id"] for asked in provider.asked}) == 1


def test_one_is_sent_again_though_it_was_taken(networked: World, provider: HttpProvider):
    mo = networked.mo.signs_in()
    makes(mo, f"{provider.url}/in", events=["incident.opened"])
    networked.files_alone()
    networked.settles()
    mo.open(path(networked))

    mo.presses("Send it again")
    networked.settles()

    first, second = provider.asked
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)


def test_one_that_is_off_is_told_nothing_until_it_is_on(networked: World, provider: HttpProvider):
    mo = networked.mo.signs_in()
    makes(mo, f"{provider.url}/in", events=["incident.opened"])
    mo.open(path(networked))
    assert mo.presses("Turn it off").shows("Off since Sat 21 Nov 02:10: by hand")
    networked.files_alone()
    networked.settles()
    assert not provider.asked

    assert not mo.presses("Turn it on").shows("Off since")
    networked.files_alone()
    networked.settles()

    assert len(provider.asked) == 1
    assert [event["text"] for event in kept(networked, "timeline") if event["kind"].startswith("webhook")] == [
        "Mo made the webhook Team chat",
        "Mo turned the webhook Team chat off",
        "Mo turned the webhook Team chat on",
    ]


def test_another_secret_and_other_events_are_saved(night: World):
    mo = night.mo.signs_in()
    first = SECRET.search(makes(mo, "https://chat.example/in").text)[0]  # type: ignore[index]
    mo.open(path(night))

    page = mo.presses("Make another secret")

    assert SECRET.search(page.text)[0] != first  # type: ignore[index]
    assert page.shows("Messages are signed with both secrets until Sun 22 Nov 02:10")
    mo.open(path(night))
    mo.presses("Save the change", events=["incident.closed"], with_contact="yes", name="Wall")
    (row,) = kept(night, "webhook_endpoints")
    assert (row["name"], row["events"], row["with_contact"]) == ("Wall", ["incident.closed"], True)


def test_the_example_of_the_documentation_tells_ours_from_others(networked: World, provider: HttpProvider):
    text = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
    example: dict[str, Callable[..., bool]] = {}
    exec(text.partition("```python\n")[2].partition("```")[0], example)
    mo = networked.mo.signs_in()
    secret = SECRET.search(makes(mo, f"{provider.url}/in").text)[0]  # type: ignore[index]
    mo.open(path(networked))
    mo.presses("Send a test")
    networked.settles()
    (asked,) = provider.asked
    at = networked.clock.now().timestamp()

    assert example["is_ours"](asked.headers, asked.body, secret, at)
    assert not example["is_ours"](asked.headers, asked.body + b" ", secret, at)
    assert not example["is_ours"](asked.headers, asked.body, secret.replace("whsec_", "whsec_AAAA")[:-4], at)
    assert not example["is_ours"](asked.headers, asked.body, secret, at + 301)
