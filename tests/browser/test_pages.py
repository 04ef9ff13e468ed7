"""Every page and state in a real browser: nothing for axe to find, nothing in the console, few bytes, no traps."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, expect

from app.demo import PASSWORD
from tests.browser.conftest import Night, fills_in_who_she_is, troubles

FIRST_RESPONSE, ALL_TOGETHER, SCRIPTS = 14_000, 30_000, 5_000


def test_the_home_page_is_small(night: Night) -> None:
    sizes = {}
    page = night.page()
    page.on("response", lambda answer: sizes.update({answer.url: len(gzip.compress(answer.body()))}))

    page.goto("/", wait_until="networkidle")

    scripts = sum(size for url, size in sizes.items() if url.endswith(".js"))
    styles = sum(size for url, size in sizes.items() if url.endswith(".css"))
    assert all(url.startswith(night.url) for url in sizes)
    assert sizes[night.url + "/"] + styles <= FIRST_RESPONSE
    assert sum(sizes.values()) <= ALL_TOGETHER
    assert scripts <= SCRIPTS


def test_a_browser_that_opens_the_link_acknowledges_nothing(night: Night) -> None:
    night.world.carol.reports("crm")
    link = night.world.dana.phone.receives_text("CRM down").link

    for _ in range(2):
        page = night.page()
        page.goto(link, wait_until="networkidle")
        expect(page.get_by_text("Nobody has it yet")).to_be_visible()

    night.world.passes(minutes=5)
    night.world.eve.phone.receives_text("Nobody has it")


def test_errors_are_summed_up_where_the_focus_is(night: Night) -> None:
    page = night.page()
    page.goto("/report")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page).to_have_title("Error: What has stopped? - ProspectSoft emergency support")
    assert troubles(page) == []

    page.get_by_role("link", name="Choose what has stopped").click()
    expect(page.get_by_role("group", name="Which of these has stopped?")).to_be_focused()


def test_the_time_is_asked_for_where_it_is_known(night: Night) -> None:
    page = night.page()
    page.goto("/report?services=crm&affected=everyone")
    page.get_by_role("button", name="Continue").click()
    time = page.get_by_label("Time, and date if it was not today")

    expect(time).to_be_hidden()
    page.get_by_label("Earlier, at a time that I know").check()
    expect(time).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Type when it started")
    expect(time).to_be_visible()
    assert troubles(page) == []


def test_an_expired_form_comes_back_filled_in(night: Night) -> None:
    page = night.page()
    page.goto("/report?services=crm&affected=everyone")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Company").fill("Acme Foods")
    page.evaluate("document.querySelector('[name=csrf_token]').value = 'expired'")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("alert")).to_contain_text("Your answers are safe. Press Send again.")
    expect(page.get_by_label("Company")).to_have_value("Acme Foods")
    assert troubles(page) == []


@pytest.mark.parametrize(
    ("service", "affected"),
    [("on-premise", "everyone"), ("version-6", "everyone"), ("other", "everyone"), ("crm", "some")],
)
def test_a_refusal_can_be_read_by_everybody(night: Night, service: str, affected: str) -> None:
    report = night.world.carol.reports(service, affected=affected)
    page = night.page()

    page.goto(report.url)

    expect(page.get_by_role("heading", level=1)).to_have_text("We can't wake an engineer for this")
    assert troubles(page) == []


def test_the_closed_gate_can_be_read_by_everybody(night: Night) -> None:
    night.world.at("Tuesday 11:00")
    page = night.page()

    page.goto("/")
    expect(page.locator("main")).to_have_attribute("data-gate", "closed")
    assert troubles(page) == []

    page.get_by_role("link", name="Send it to the daytime team").click()
    page.get_by_label("Prospect 365 CRM").check()
    page.get_by_label("Everyone").check()
    assert troubles(page) == []
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Just now").check()
    page.get_by_label("What does the error say?").fill("none")
    fills_in_who_she_is(page)
    page.get_by_role("button", name="Send to the daytime team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Our daytime team has your report")
    assert troubles(page) == []


def test_tracking_can_be_read_by_everybody_through_the_whole_night(night: Night) -> None:
    report = night.world.carol.reports("crm", "Nobody can log in")
    page, headline = night.page(), None
    page.goto(report.url)
    headline = page.get_by_role("heading", level=1)

    night.world.passes(minutes=5)
    expect(headline).to_have_text("No answer yet: we've alerted more people")
    assert troubles(page) == []
    night.world.passes(minutes=10)
    expect(headline).to_have_text("We haven't reached anyone yet")
    assert troubles(page) == []
    dana = night.world.dana.phone.receives_text("CRM down").opens_link()
    dana.presses("Acknowledge")
    dana.presses("Reply to the customer", words="A full disk")
    expect(headline).to_have_text("We've replied. An engineer is on it")
    assert troubles(page) == []
    dana.presses("It's fixed", words="Made room")
    expect(headline).to_have_text("We think it's fixed")
    assert troubles(page) == []
    page.get_by_role("button", name="Yes, it works").click()
    expect(headline).to_have_text("It's working again")
    assert troubles(page) == []


def test_the_acknowledge_page_can_be_read_by_everybody_whoever_has_it(night: Night) -> None:
    night.world.carol.reports("crm", "Nobody can log in")
    night.world.passes(minutes=5)
    links = {
        "Dana": night.world.dana.phone.receives_text("CRM down").link,
        "Eve": night.world.eve.phone.receives_text("STILL OPEN").link,
    }
    page = night.page()

    page.goto(links["Dana"] + "?by=mail")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Tick the box first")).to_be_visible()
    assert troubles(page) == []
    page.get_by_label("I am Dana, and I take this").check()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You have")

    page.goto(links["Eve"])
    expect(page.get_by_text("You can go back to sleep.")).to_be_visible()
    assert troubles(page) == []

    page.goto(links["Dana"])
    page.get_by_role("button", name="It's fixed").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("was resolved at")
    assert troubles(page) == []
    night.world.passes(hours=13)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is over")
    assert troubles(page) == []


@pytest.mark.parametrize(
    "where",
    [
        "/manage/",
        "/manage/?search=nothing",
        "/manage/rota",
        "/manage/policy",
        "/manage/policy?on=2026-10-25&at=01:30&which=second&services=crm",
        "/manage/policy?on=2026-10-25&at=01:30",
    ],
)
def test_the_desk_can_be_read_by_everybody(night: Night, where: str) -> None:
    night.world.carol.reports("crm")
    night.world.carol.reports("on-premise")
    page = night.page()
    signs_in(page, where)

    expect(page.get_by_role("button", name="Menu")).to_be_visible()
    assert troubles(page) == []


def test_an_incident_can_be_read_by_everybody(night: Night) -> None:
    report = night.world.carol.reports("crm")
    page = night.page()
    signs_in(page, f"/manage/incidents/{report.reference}")

    expect(page.get_by_text(f"Reference {report.reference}")).to_be_visible()
    assert troubles(page) == []


@pytest.mark.parametrize("where", ["/nowhere", "/a/" + "A" * 22, "/reports/" + "A" * 22])
def test_an_error_can_be_read_by_everybody(night: Night, where: str) -> None:
    page = night.page()

    page.goto(where)

    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert troubles(page) == []


def signs_in(page: Page, where: str) -> None:
    """Mo signs in on the way to a page of the desk."""
    page.goto(where)
    page.get_by_label("Email address").fill("mo@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    assert troubles(page) == []
    page.get_by_role("button", name="Sign in").click()
