"""Screenshots and logs in a real browser: added with and without the script, fetched by whoever has the incident."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from app.web.customer.attachments import BODY_BYTES
from tests.browser.conftest import Night, troubles
from tests.browser.test_pages import SCRIPTS, signs_in
from tests.house.tree import ROOT
from tests.pictures import opened, with_place

SHOT: FilePayload = {"name": "IMG_0042.jpg", "mimeType": "image/jpeg", "buffer": with_place("JPEG")}
LOG: FilePayload = {"name": "portal.log", "mimeType": "text/plain", "buffer": b"02:10 ERROR gateway timed out\n"}
DRAWING: FilePayload = {"name": "screen.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'/>"}
HUGE: FilePayload = {"name": "all.log", "mimeType": "text/plain", "buffer": b"." * 6_000_000}


def asked(night: Night, **wishes: bool) -> Page:
    """Carol has reported, and looks at the page that asks for files."""
    report = night.world.carol.reports("crm")
    carol = night.page(**wishes)
    carol.goto(report.url)
    carol.get_by_role("link", name="Add screenshots or logs").click()
    expect(carol.get_by_role("heading", level=1)).to_have_text("Add screenshots or logs")
    return carol


@pytest.mark.parametrize("script", [True, False], ids=["with the script", "without it"])
def test_carol_adds_a_screenshot_and_dana_and_mo_fetch_it(night: Night, script: bool) -> None:
    carol = asked(night, java_script_enabled=script)
    carol.get_by_label("Files").set_input_files([SHOT, LOG])
    carol.get_by_role("button", name="Add these files").click()

    expect(carol.get_by_text("You added IMG_0042.jpg, portal.log")).to_be_visible()
    expect(carol.get_by_role("link", name="IMG_0042.jpg")).to_be_visible()
    assert carol.url.endswith("#files")

    dana = night.page()
    dana.goto(night.world.dana.phone.receives_text("CRM down").link)
    dana.get_by_role("button", name="Acknowledge").click()
    with dana.expect_download() as saving:
        dana.get_by_role("link", name="IMG_0042.jpg").click()
    assert saving.value.suggested_filename == "IMG_0042.jpg"
    assert dict(opened(Path(saving.value.path()).read_bytes()).getexif()) == {}

    mo = night.page()
    signs_in(mo, "/manage/")
    mo.locator("tbody th a").first.click()
    with mo.expect_download() as saving:
        mo.get_by_role("link", name="portal.log").click()
    assert Path(saving.value.path()).read_bytes() == LOG["buffer"]


def test_every_page_with_files_can_be_read_by_everybody(night: Night) -> None:
    carol = asked(night)
    assert troubles(carol) == []
    carol.get_by_label("Files").set_input_files([DRAWING, LOG])
    carol.get_by_role("button", name="Add these files").click()
    expect(carol.get_by_text("We took portal.log.")).to_be_visible()
    assert troubles(carol) == []
    carol.get_by_role("link", name="Back to your report").click()
    expect(carol.get_by_role("link", name="portal.log")).to_be_visible()
    assert troubles(carol) == []

    dana = night.page()
    dana.goto(night.world.dana.phone.receives_text("CRM down").link)
    dana.get_by_role("button", name="Acknowledge").click()
    expect(dana.get_by_role("link", name="portal.log")).to_be_visible()
    assert troubles(dana) == []
    signs_in(dana, "/manage/")
    dana.locator("tbody th a").first.click()
    expect(dana.get_by_role("link", name="portal.log")).to_be_visible()
    assert troubles(dana) == []


@pytest.mark.parametrize("script", [True, False], ids=["with the script", "without it"])
def test_what_is_refused_is_said_where_the_focus_is(night: Night, script: bool) -> None:
    carol = asked(night, java_script_enabled=script)
    carol.get_by_label("Files").set_input_files([DRAWING, LOG])
    carol.get_by_role("button", name="Add these files").click()

    summary = carol.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_contain_text("screen.svg: web pages and drawings (HTML, SVG, XML)")
    expect(carol).to_have_title("Error: Add screenshots or logs, reference " + reference(carol) + " - " + HOUSE)
    if script:
        expect(summary).to_be_focused()

    carol.get_by_label("Files").set_input_files([SHOT])
    carol.get_by_role("button", name="Add these files").click()
    expect(carol.get_by_role("link", name="IMG_0042.jpg")).to_be_visible()
    expect(carol.get_by_role("link", name="portal.log")).to_be_visible()


HOUSE = "ProspectSoft emergency support"


def reference(page: Page) -> str:
    return page.locator(".reference strong").inner_text()


def test_a_file_that_is_too_large_is_said_before_it_is_sent(night: Night) -> None:
    carol = asked(night)
    sent: list[str] = []
    carol.on("request", lambda request: sent.append(request.method))
    files = carol.get_by_label("Files")

    files.set_input_files([HUGE])
    carol.get_by_role("button", name="Add these files").click()

    assert files.evaluate("input => input.validationMessage") == "all.log is larger than 5 MB"
    assert "POST" not in sent
    files.set_input_files([LOG] * 6)
    assert files.evaluate("input => input.validationMessage") == "Choose at most 5"
    files.set_input_files([LOG])
    carol.get_by_role("button", name="Add these files").click()
    expect(carol.get_by_role("link", name="portal.log")).to_be_visible()


def test_too_much_is_a_clear_page_without_the_script_too(night: Night, tmp_path: Path) -> None:
    carol = asked(night, java_script_enabled=False)
    everything = tmp_path / "everything.log"
    everything.write_bytes(b"." * (BODY_BYTES + 1))

    carol.get_by_label("Files").set_input_files([everything])
    carol.get_by_role("button", name="Add these files").click()

    expect(carol.get_by_role("alert")).to_contain_text("5 files of 5 MB each are the most")


def test_a_lost_connection_loses_no_choice(night: Night) -> None:
    carol = asked(night)
    carol.route("**/attachments", lambda route: route.abort())
    carol.get_by_label("Files").set_input_files([LOG])
    carol.get_by_role("button", name="Add these files").click()
    expect(carol.get_by_role("alert")).to_contain_text("Your files are still chosen: press the button again.")

    carol.unroute("**/attachments")
    carol.get_by_role("button", name="Add these files").click()

    expect(carol.get_by_role("link", name="portal.log")).to_be_visible()
    assert [fault for fault in night.faults if "ERR_FAILED" not in fault] == []
    night.faults.clear()


def test_a_second_press_adds_nothing_twice(night: Night) -> None:
    carol = asked(night)
    carol.get_by_label("Files").set_input_files([LOG])

    carol.get_by_role("button", name="Add these files").dblclick()

    expect(carol.get_by_text("You added portal.log")).to_have_count(1)


def test_all_scripts_of_customers_and_engineers_together_are_small() -> None:
    pages = [path.read_text() for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "manager"]
    scripts = [path for path in (ROOT / "static").glob("*.js") if any(path.name in page for page in pages)]

    assert len(scripts) > 1
    assert sum(path.stat().st_size for path in scripts) <= SCRIPTS
