"""An incident's actions at the desk, in each state, can be used by everybody; and its page keeps itself fresh."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Night, troubles
from tests.browser.sweep import faults
from tests.browser.test_pages import signs_in
from tests.stories.test_drills import agree, begins
from tests.world.people import Sent

EVERY = 15_000  # milliseconds between two looks of the page


def at(page: Page, report: Sent, way: str = "") -> Page:
    page.goto(f"/manage/incidents/{report.reference}{way}")
    return page


def presses(page: Page, button: str) -> Page:
    page.get_by_role("button", name=button).click()
    return page


def test_each_action_and_what_it_leads_to_can_be_used_by_everybody(night: Night) -> None:
    world, page = night.world, night.page()
    signs_in(page, "/manage/")
    first, second, own = world.carol.reports("crm"), world.nadia.reports("crm"), world.carol.reports("sites")
    found = []

    at(page, second).get_by_text("More that you can do with it").click()
    found += faults(page, "incident: joined, with its actions")
    found += faults(at(page, first, "/assignment"), "assignment")
    found += faults(presses(page, "Ask them to take it"), "assignment: nobody chosen")
    found += faults(at(page, first, "/corrections"), "corrections")
    page.get_by_label("Phone").fill("ring me")
    found += faults(presses(page, "Save the corrections"), "corrections: wrong number")
    page.get_by_label("Phone").fill("07700 900555")
    found += faults(presses(page, "Save the corrections"), "incident: corrected")
    found += faults(at(page, second, "/separation"), "separation")
    found += faults(presses(page, "Split it and page"), "separation: no reason")
    page.get_by_label("Why?").fill("Another server")
    found += faults(presses(page, "Split it and page"), "incident: split off")
    found += faults(at(page, own, "/duplicate"), "duplicate")
    page.get_by_label("Which report").select_option(index=1)
    page.get_by_label("Why?").fill("The same outage")
    found += faults(presses(page, "Mark it as a duplicate"), "incident: duplicate")
    found += faults(at(page, own, "/duplicate"), "incident: refused")
    for name, report in (("corrected and split", first), ("split off", second), ("duplicate", own)):
        page.goto(report.url)
        found += faults(page, f"tracking: {name}")

    assert found == []


def test_an_incident_that_was_fixed_is_opened_again_by_everybody(night: Night) -> None:
    world, page = night.world, night.page()
    signs_in(page, "/manage/")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    at(page, report, "/assignment").get_by_label("Who is asked").select_option(index=1)
    asked = page.get_by_label("Who is asked").evaluate("one => one.selectedOptions[0].textContent")
    presses(page, "Ask them to take it")
    world.settles()
    colleague = world.eve if asked.startswith("Eve") else world.dana
    page.goto(colleague.phone.receives_text("asks you to take it").link)
    found = faults(page, "acknowledge: asked by name")
    dana.presses("It's fixed")

    found += faults(at(page, report), "incident: resolved")
    found += faults(at(page, report, "/reopening"), "reopening")
    page.get_by_label("Why?").fill("They rang")
    found += faults(presses(page, "Open it again and page"), "incident: opened again")
    page.goto(report.url)
    found += faults(page, "tracking: opened again")

    assert found == []


def test_the_evidence_of_an_incident_and_that_a_drill_has_none_can_be_read_by_everybody(night: Night) -> None:
    world, page = night.world, night.page()
    signs_in(page, "/manage/")
    agree(world, "Dana")
    drill = begins(world)
    report = world.carol.reports("crm")
    world.passes(minutes=5)

    assert troubles(at(page, report, "/evidence")) == []
    answer = page.goto(f"/manage/incidents/{drill.reference}/evidence")
    assert answer
    assert answer.status == 404
    assert troubles(page) == []


def test_an_open_incidents_page_brings_in_what_has_happened_and_keeps_what_is_typed(night: Night) -> None:
    world, page = night.world, night.page()
    signs_in(page, "/manage/")
    report = world.carol.reports("crm")
    page.clock.install()
    at(page, report)
    page.get_by_label("Add a note").fill("Half a thought")
    page.locator("h1").click()
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()

    dana.presses("Acknowledge")
    page.clock.run_for(EVERY)

    expect(page.locator("[data-part=strip]")).to_contain_text("With Dana")
    expect(page.locator("#said")).to_contain_text("Dana acknowledged by the link")
    expect(page.locator("#stale")).to_be_visible()
    expect(page.get_by_label("Add a note")).to_have_value("Half a thought")
    assert troubles(page) == []

    dana.presses("It's fixed")
    page.clock.run_for(EVERY)
    expect(page.locator("[data-part=strip]")).to_contain_text("Resolved")
