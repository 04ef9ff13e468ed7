"""What is entered once it is over, and a refusal that is overturned: pages that everybody can use."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Night, troubles
from tests.browser.test_desk_actions import at, presses
from tests.browser.test_pages import signs_in


def faults(page: Page, state: str) -> list[str]:
    """What is wrong with the page in this state, which names it."""
    return [f"{state}: {one}" for one in troubles(page)]


def test_what_comes_to_light_in_the_morning_can_be_entered_by_everybody(night: Night) -> None:
    world, page = night.world, night.page()
    report = world.carol.reports("crm", "HTTP 503")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed")
    world.passes(hours=6)
    signs_in(page, "/manage/")

    found = faults(at(page, report), "incident: resolved, with what can be entered")
    page.get_by_label("If you told them on the phone: when?").fill("2026-11-19T02:00")
    page.get_by_label("What you tell the customer").fill("We are on it")
    found += faults(presses(page, "I told them on the phone"), "incident: told before the report")
    assert page.title().startswith("Error: ")
    page.get_by_label("If you told them on the phone: when?").fill("2026-11-21T02:10")
    found += faults(presses(page, "I told them on the phone"), "incident: told, and entered late")
    found += faults(at(page, report, "/corrections"), "corrections of what is resolved")
    found += faults(at(page, report, "/times"), "times")
    found += faults(presses(page, "Correct the time"), "times: no reason")
    page.get_by_label("When was it really fixed?").fill("2026-11-21T03:00")
    page.get_by_label("How do you know?").fill("The log says so")
    found += faults(presses(page, "Correct the time"), "incident: fixed at another time")
    found += faults(at(page, report, "/evidence"), "evidence with both times")
    page.goto(report.url)
    found += faults(page, "tracking: told by telephone")

    assert found == []


def test_a_refusal_can_be_overturned_by_everybody(night: Night) -> None:
    world, page = night.world, night.page()
    report = world.carol.reports("crm", affected="some")
    world.passes(hours=3)
    signs_in(page, "/manage/")

    found = faults(at(page, report), "report: refused")
    found += faults(at(page, report, "/overturning"), "overturning")
    found += faults(presses(page, "Accept it"), "overturning: no reason")
    page.get_by_label("Why do we look after it after all?").fill("It is everyone")
    found += faults(presses(page, "Accept it"), "incident: overturned")
    page.goto("/manage/reports?by=week&of=2026-11-16")
    found += faults(page, "reports: refusals")
    page.goto(report.url)
    found += faults(page, "tracking: overturned, with no way to reach them")

    assert found == []
