"""What staff read of events and messages: every message has a name, and every event is of one sort."""

from pathlib import Path

import pytest

from app.domain import message_names
from app.domain.delivery import SLOT, Medium, State
from app.domain.timeline_sorts import PORTAL, SORTS, sort_of
from app.letters import _TEXTS

FOLDER = Path(__file__).parents[2] / "templates" / "messages"
# Notices, which are about no report, and so stand on no incident's page; a drill's page is called a page.
NOTICES = {
    "account", "alarm", "break-glass", "contact-code", "drill-page", "night", "opted-out", "pager-test", "rota-gaps",
    "shift-unconfirmed", "sign-in-anew", "swap-answered", "swap-asked", "webhook-off", "weekly",
}  # fmt: skip


def test_every_message_about_an_incident_has_a_name():
    wordings = {file.stem for file in FOLDER.glob("*.txt")} | set(_TEXTS)

    assert wordings - NOTICES == set(message_names.WORDINGS)


@pytest.mark.parametrize("medium", Medium)
def test_a_name_says_how_it_went(medium: Medium):
    assert message_names.name("page", medium) == f"Page, by {message_names.MEDIA[medium]}"


def test_every_state_has_words():
    assert {state for state in State if message_names.state(state)} == set(State)


def test_nobodys_link_is_shown():
    assert message_names.words(f"Ack: {SLOT} or reply 1\n") == "Ack: [their own link] or reply 1"


@pytest.mark.parametrize(
    ("kind", "actor", "sort"),
    [
        ("delivery.sent", PORTAL, "messages"),
        ("delivery.failed", PORTAL, "messages"),
        ("paged", PORTAL, "portal"),
        ("acknowledged", "Dana Okafor", "people"),
        ("report.received", "the customer", "people"),
    ],
)
def test_an_event_is_of_one_sort(kind: str, actor: str, sort: str):
    assert sort_of(kind, actor) == sort
    assert sort in SORTS
