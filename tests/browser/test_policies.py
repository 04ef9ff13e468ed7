"""Pages whose contents are the policy's: a response's parts, steps by severity, and a text that cannot be read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.demo import PASSWORD
from app.store.incidents import Incident
from app.store.policies import PolicyText
from tests.browser.conftest import Night, troubles
from tests.web.test_maintenance import NOW, announces

OLD = "0" * 64


@pytest.mark.parametrize("night", ["informed"], indirect=True)
def test_a_reply_in_parts_can_be_given_and_read_by_everybody(night: Night) -> None:
    announces(night.world, **(NOW | {"services": "core"}))
    report = night.world.carol.reports("core", "Error 503", impact="unavailable")
    link = night.world.dana.phone.receives_text("EMERGENCY").link
    page = night.page()
    page.goto(link)
    expect(page.get_by_text("Inside the emergency maintenance of A core function")).to_be_visible()
    assert troubles(page) == []
    page.get_by_role("button", name="Acknowledge").click()
    assert troubles(page) == []

    page.get_by_role("button", name="Reply to the customer").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert troubles(page) == []

    page.get_by_label("It cannot be told yet").check()
    page.get_by_label("What we do next, and when").fill("By noon")
    page.get_by_role("button", name="Reply to the customer").click()
    expect(page.get_by_role("heading", name="What we told the customer")).to_be_visible()
    assert troubles(page) == []

    page.goto(report.url)
    expect(page.get_by_text("By noon")).to_be_visible()
    assert troubles(page) == []


@pytest.mark.parametrize("night", ["pugpig"], indirect=True)
def test_what_wakes_nobody_can_be_read_by_everybody(night: Night) -> None:
    report = night.world.carol.reports("app", "none", impact="cosmetic")
    page = night.page()

    page.goto(report.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Our engineers have your report by email")
    assert troubles(page) == []
    page.goto(night.world.dana.mailbox.receives("P4, low").link)
    expect(page.get_by_role("heading", level=1)).to_have_text("An app: P4, low")
    assert troubles(page) == []
    _signs_in(page)
    page.goto("/manage/policy?on=2026-11-21&at=03:02&services=app&answer-impact=cosmetic")
    assert troubles(page) == []


@pytest.mark.parametrize("night", ["pugpig"], indirect=True)
def test_a_refused_triage_can_be_read_by_everybody(night: Night) -> None:
    report = night.world.carol.reports("app", "none", impact="stopped")
    page = night.page()
    _signs_in(page)
    page.goto(f"/manage/incidents/{report.reference}")
    page.get_by_label("Why this severity?").fill("It opens on Android")
    page.get_by_label("Severity", exact=True).select_option("p2")
    with night.world.desk.database.writing() as session:
        incident = session.get_one(Incident, night.world.incident(report.reference).id)
        incident.policy_digest = OLD
        session.add(PolicyText(digest=OLD, name="pugpig", text="of another age", first_used_at=night.world.clock.now()))

    page.get_by_role("button", name="Set the severity").click()

    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert troubles(page) == []


def _signs_in(page: Page) -> None:
    page.goto("/manage/sign-in")
    page.get_by_label("Email").fill("mo@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
