"""The evidence page of an incident: whether the promise was kept, by which text, and how it can be checked."""

from __future__ import annotations

import pytest

from app.domain import evidence
from tests.web.seen import kept
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page


def evidence_page(world: World, reference: str) -> Page:
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{reference}")
    assert browser.page is not None
    path = browser.page.link("Evidence, to print or to check elsewhere")
    assert path == f"/manage/incidents/{reference}/evidence"
    return browser.open(path)


def test_it_answers_whether_the_promise_was_kept(night: World):
    report = night.carol.reports("crm", "Nobody can log in")
    night.passes(minutes=1)
    engineer = night.dana.phone.receives_text("EMERGENCY").opens_link()
    engineer.presses("Acknowledge")
    engineer.presses("Reply to the customer", words="A full disk")
    night.passes(minutes=1)

    page = evidence_page(night, report.reference)

    for words in (
        "Due Saturday 21 November 2026 04:10 GMT. Done Saturday 21 November 2026 02:11 GMT. Met.",
        "Saturday 21 November 2026 02:10 GMT Saturday 21 November 2026 04:10 GMT 2 h",
        "Acme Foods", "Nobody can log in", "PS-9", "Dana acknowledged", "Dana replied to the customer by mail",
        night.desk.policy.digest,
        max(kept(night, "links"), key=lambda row: row["seq"])["hash"],
        evidence.fingerprint(night.desk.mint.seal_keys()[0]),
    ):  # fmt: skip
        assert page.shows(words), words
    assert page.link("Save the signed bundle") == f"/manage/incidents/{report.reference}/evidence.json"


def test_a_promise_that_was_missed_is_called_so(night: World):
    report = night.carol.reports("crm")
    night.passes(hours=2, minutes=5)

    assert evidence_page(night, report.reference).shows("Not done yet. Missed.")


@pytest.mark.parametrize("path", ["evidence", "evidence.json"])
def test_strangers_are_sent_to_sign_in(night: World, path: str):
    reference = night.files().reference
    stranger = Browser(night.app, night.desk.settings.public_url)

    assert stranger.open(f"/manage/incidents/{reference}/{path}").url == "/manage/sign-in"


@pytest.mark.parametrize("path", ["evidence", "evidence.json"])
def test_what_opened_no_incident_has_none(night: World, path: str):
    reference = night.files(services=("on-premise",)).reference
    browser = night.mo.signs_in()

    assert browser.open(f"/manage/incidents/{reference}/{path}").status == 404
    assert browser.open(f"/manage/incidents/K7Q4M/{path}").status == 404
