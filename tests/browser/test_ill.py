"""The pages for when we are ill: plain to read, with every answer where it was, and clean for axe."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Night, fills_in_who_she_is, troubles
from tests.world.away import read_only


def test_the_page_of_a_report_that_waits_in_a_file_keeps_every_answer(night: Night):
    night.world.app.extensions["clerk"].turn()
    page = night.page()
    page.goto("/report")
    page.get_by_label("Prospect 365 CRM").check()
    page.get_by_label("Everyone").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Just now").check()
    for words in page.locator("textarea").all():
        words.fill("It says 500")
    fills_in_who_she_is(page)

    with read_only(night.world):
        page.get_by_role("button", name="Send").click()

        expect(page.get_by_role("alert")).to_contain_text("trying to reach an engineer directly")
        expect(page.get_by_label("Just now")).to_be_checked()
        expect(page.get_by_label("Company")).to_have_value("Acme Foods")
        assert next(words.input_value() for words in page.locator("textarea").all()) == "It says 500"
        assert troubles(page) == []
    page.get_by_role("button", name="Send again").click()

    expect(page.locator("body")).to_contain_text("reference")
    night.faults[:] = [fault for fault in night.faults if "503" not in fault]


def test_the_fallback_is_clean_and_fetches_nothing(night: Night, tmp_path: Path):
    file = tmp_path / "fallback.html"
    file.write_text(night.world.app.test_cli_runner().invoke(args=["fallback"]).stdout, encoding="utf-8")
    page = night.page(offline=True)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))

    page.goto(file.as_uri())

    expect(page.get_by_role("link", name=night.world.desk.policy.telephone)).to_be_visible()
    assert [url for url in fetched if not url.startswith(("file:", "data:"))] == []
    assert troubles(page) == []
