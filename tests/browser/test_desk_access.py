"""The desk's pages of the rota, drills, people and the night: nothing for axe to find, and none scrolls sideways."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Night, troubles
from tests.browser.test_pages import signs_in
from tests.stories.test_drills import agree, of
from tests.test_cli_rota import ALL_DAY
from tests.web import week
from tests.web.test_customers import id_of
from tests.web.test_rota_file import calendar

ROTA = (
    "/manage/rota",
    "/manage/rota/rotations/new",
    "/manage/rota/overrides/new",
    "/manage/rota/swaps/new",
    "/manage/rota/absences/new",
    "/manage/rota/calendars",
)
REPORTS = (
    "/manage/reports",
    "/manage/reports?by=week&of=2026-11-16",
    "/manage/reports?by=month&of=2026-11",
    "/manage/reports/trends",
    "/manage/reports/load",
    "/manage/reports/promises",
)


def seen(page: Page, *places: str) -> list[str]:
    """What is wrong with the pages at these places."""
    found = []
    for place in places:
        answer = page.goto(place)
        assert answer and answer.ok and page.url.endswith(place), f"{place} led to {page.url}"
        found += troubles(page)
    return found


def test_the_rota_and_its_forms_can_be_used_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/rota")

    assert seen(page, *ROTA) == []

    page.goto("/manage/rota/rotations/new")
    page.get_by_role("button", name="Save").or_(page.locator("main form button").last).first.click()
    assert troubles(page) == []


def test_drills_and_people_can_be_used_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/drills")
    who = of(night.world, "Mo").id
    places = (
        "/manage/health",
        "/manage/drills",
        "/manage/drills/new",
        "/manage/people",
        "/manage/people/new",
        f"/manage/people/{who}",
    )

    assert seen(page, "/manage/drills") == []
    agree(night.world, "Dana", "Mo")
    assert seen(page, *places) == []

    page.goto("/manage/drills/new")
    page.get_by_role("button", name="Start the drill").click()
    night.world.settles()
    assert seen(page, "/manage/?status=drills", "/manage/drills") == []
    page.locator("#time").fill("")
    page.get_by_role("button", name="Set the weekly drill").click()
    assert page.title().startswith("Error: ")
    assert troubles(page) == []


def test_the_night_its_incident_and_the_handover_can_be_read_by_everybody(night: Night) -> None:
    report = night.world.carol.reports("crm", "HTTP 503")
    night.world.nadia.reports("crm")
    night.world.passes(minutes=12)
    page = night.page()
    signs_in(page, "/manage/")

    assert seen(page, "/manage/", f"/manage/incidents/{report.reference}") == []
    night.world.at("2026-11-23T08:31:00+00:00")
    assert seen(page, "/manage/handover") == []


def test_the_reports_can_be_read_by_everybody(night: Night) -> None:
    week.happens(night.world)
    page = night.page()
    signs_in(page, "/manage/reports")
    acme = id_of(night.world, "Acme Foods")

    assert seen(page, *REPORTS, f"/manage/customers/{acme}/reports/2026-11") == []


def test_what_was_changed_can_be_read_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/changes")
    places = ("/manage/changes?room=maintenance", "/manage/health", "/manage/drills", "/manage/systems")

    assert seen(page, "/manage/changes", *places) == []


def test_what_is_held_about_a_person_can_be_looked_at_by_everybody(night: Night) -> None:
    night.world.carol.reports("crm")
    page = night.page()
    signs_in(page, "/manage/privacy")

    assert seen(page, "/manage/privacy") == []
    page.get_by_label("Email or telephone number").fill("carol")
    page.get_by_role("button", name="Look").click()
    assert troubles(page) == []
    page.get_by_label("Email or telephone number").fill("carol@acme.example")
    page.get_by_role("button", name="Look").click()
    assert troubles(page) == []
    page.get_by_role("button", name="Erase it").click()
    assert page.title().startswith("Error: ")
    assert troubles(page) == []


def test_a_calendar_can_be_imported_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/rota")
    assert seen(page, "/manage/rota/import") == []

    for events, words in ((ALL_DAY.replace("Dana Okafor", "Quentin"), "What is wrong"), (ALL_DAY, "Put them on call")):
        file = calendar(events)
        page.get_by_label("Calendar file").set_input_files(
            [{"name": "rota.ics", "mimeType": "text/calendar", "buffer": file}]
        )
        page.get_by_role("button", name="Look at the file").click()
        expect(page.get_by_text(words).first).to_be_visible()
        assert troubles(page) == []
    page.get_by_role("button", name="Put them on call").click()
    expect(page.get_by_role("button", name="Take the import back")).to_be_visible()
    assert troubles(page) == []
