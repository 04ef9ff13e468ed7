"""The catalogue: every page and state that a customer or somebody on call can meet, and the way to each of them.

A walk is one world's night: it goes from state to state, and yields the name of each with the page that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

from app.operations import drills
from app.store import incidents
from app.store.staff import Staff
from tests.browser.conftest import Night, fills_in_who_she_is
from tests.pictures import with_place
from tests.stories.test_drills import agree, of
from tests.stories.test_shift_checks import begins, shift
from tests.web.test_maintenance import NOW, announces
from tests.web.test_tracking import delivered
from tests.world.people import Sent

States = Iterator[tuple[str, Page]]
Walk = Callable[[Night], States]


def home(night: Night) -> States:
    """The home page and the status page, whatever the hour and whatever is known."""
    world, page = night.world, night.page()
    page.goto("/")
    yield "home: open", page
    page.goto("/status")
    yield "status: no trouble", page
    announces(world, **(NOW | {"note": "Pages may be slow."}))
    announces(world)
    world.passes(seconds=10)
    page.goto("/")
    yield "home: maintenance", page
    yield "status: maintenance", _status(night)
    page.goto("/report")
    yield "form 1: maintenance", page
    yield "tracking: during maintenance", _opens(page, world.nadia.reports("crm"))
    dana = world.dana.phone.receives_text("CRM down").opens_link()
    dana.presses("Acknowledge")
    dana.presses("Put it on the status page", words="The database is full. We are making room.")
    world.passes(seconds=10)
    page.goto("/")
    yield "home: known trouble", page
    yield "status: trouble", _status(night)
    dana.presses("It's fixed", words="Made room")
    world.passes(seconds=10)
    yield "status: fixed", _status(night)
    world.at("2026-12-25T12:00:00+00:00")
    page.goto("/")
    yield "home: bank holiday", page


def by_day(night: Night) -> States:
    """Inside normal hours: the better ways, and the form for whoever cannot get through."""
    world, page = night.world, night.page()
    world.at("Tuesday 11:00")
    page.goto("/")
    yield "home: closed", page
    page.get_by_role("link", name="Send it to the daytime team").click()
    yield "form 1: closed", page
    _answers_page_1(page)
    yield "form 2: closed", page
    _answers_page_2(page)
    page.get_by_role("button", name="Send to the daytime team").click()
    yield "handed over: closed", page


def form(night: Night) -> States:
    """The form's two pages, and each way in which it comes back."""
    page = night.page()
    page.goto("/report")
    yield "form 1", page
    page.get_by_role("button", name="Continue").click()
    yield "form 1: nothing chosen", page
    _answers_page_1(page)
    yield "form 2", page
    page.get_by_label("Earlier, at a time that I know").check()
    yield "form 2: at a time", page
    page.get_by_role("button", name="Send").click()
    yield "form 2: nothing typed", page
    _answers_page_2(page)
    page.get_by_label("Email").fill("carol at acme")
    page.get_by_role("button", name="Send").click()
    yield "form 2: wrong address", page
    page.get_by_label("Email").fill("carol@acme.example")
    page.evaluate("document.querySelector('[name=csrf_token]').value = 'expired'")
    page.get_by_role("button", name="Send").click()
    yield "form 2: expired", page
    page.goto("/report")
    page.evaluate("document.querySelector('[name=csrf_token]').value = 'expired'")
    page.get_by_role("button", name="Continue").click()
    yield "form 1: expired", page


def crowd(night: Night) -> States:
    """Many reports from one network: both pages ask once more."""
    for number in range(20):
        sent = night.world.nadia.browser()
        sent.open("/report")
        sent.presses("Continue", services="other", affected="everyone", confirmed="yes" if number > 20 else "")
    page = night.page()
    page.goto("/report")
    page.get_by_label("Something else").check()
    page.get_by_label("Everyone").check()
    page.get_by_role("button", name="Continue").click()
    yield "form 1: many", page
    page.goto("/report")
    _answers_page_1(page)
    _answers_page_2(page)
    page.get_by_label("Email").fill("real@elsewhere.example")
    page.get_by_role("button", name="Send").click()
    yield "form 2: many", page


def refusals(night: Night) -> States:
    """Every ending that wakes nobody."""
    world, page = night.world, night.page()
    for service, affected in (
        ("on-premise", "everyone"), ("version-6", "everyone"), ("other", "everyone"), ("crm", "some"),
    ):  # fmt: skip
        report = world.carol.reports(service, affected=affected)
        yield f"not covered: {service}, {affected}", _opens(page, report)
    page.get_by_role("button", name="Pass it to the daytime team").click()
    yield "not covered: passed on", page
    page.goto("/demo/mail")
    page.get_by_label("Subject").fill("Nobody can log in")
    page.get_by_label("What it says").fill("The CRM is down for all of us.")
    page.get_by_role("button", name="Send the mail").click()
    world.settles()
    page.goto(world.carol.mailbox.receives("Nobody has been woken yet").link)
    yield "mailed: nobody woken", page


def tracking(night: Night) -> States:
    """The customer's page through a night in which nobody answers for long."""
    world, page = night.world, night.page()
    report = world.carol.reports("crm", "Nobody can log in: HTTP 503", started="at", started_at="about 20 minutes ago")
    yield "tracking: sent", _opens(page, report)
    delivered(world, "page", "sms")
    yield "tracking: delivered", _opens(page, report)
    page.get_by_role("link", name="Correct what you told us").click()
    yield "corrections", page
    page.get_by_label("Phone tonight").fill("ring me")
    page.get_by_role("button", name="Save").click()
    yield "corrections: wrong number", page
    page.get_by_label("Phone tonight").fill("07700 900555")
    page.get_by_role("button", name="Save").click()
    yield "tracking: corrected", page
    world.passes(minutes=5)
    yield "tracking: escalated", _opens(page, report)
    world.passes(minutes=10)
    yield "tracking: struggling", _opens(page, report)
    world.nadia.reports("crm")
    yield "tracking: joined by others", _opens(page, report)
    dana = world.dana.phone.receives_text("CRM down").opens_link()
    dana.presses("Acknowledge")
    yield "tracking: acknowledged", _opens(page, report)
    for _ in range(5):
        world.passes(minutes=24)
        dana.presses("Add the note", words="Looking")
    yield "tracking: missed", _opens(page, report)
    dana.presses("Reply to the customer", words="A full disk. We are making room.")
    yield "tracking: replied", _opens(page, report)
    dana.presses("It's fixed", words="Made room")
    yield "tracking: resolved", _opens(page, report)
    page.get_by_role("button", name="Yes, it works").click()
    yield "tracking: closed", page


def received(night: Night) -> States:
    """The first second after sending, what joins an outage, and files."""
    world, page = night.world, night.page()
    sent = world.files(errors="HTTP 503")
    page.goto(f"/reports/{sent.token}")
    yield "tracking: received", page
    page.get_by_role("link", name="Add screenshots or logs").last.click()
    yield "attachments", page
    page.get_by_label("Files").set_input_files(
        [{"name": "screen.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}]
    )
    page.get_by_role("button", name="Add these files").click()
    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
    yield "attachments: refused", page
    page.get_by_label("Files").set_input_files(
        [{"name": "IMG_0042.jpg", "mimeType": "image/jpeg", "buffer": with_place("JPEG")}]
    )
    page.get_by_role("button", name="Add these files").click()
    expect(page.get_by_text("You added IMG_0042.jpg")).to_be_visible()
    yield "tracking: with files", page
    world.settles()
    yield "tracking: joined", _opens(page, world.nadia.reports("crm"))


def acknowledging(night: Night) -> States:
    """The page of somebody who was paged, whoever has it."""
    world, page = night.world, night.page()
    report = world.carol.reports("crm", "Nobody can log in: HTTP 503")
    world.nadia.reports("crm")
    world.passes(minutes=6)
    dana = world.dana.phone.receives_text("CRM down").link
    eve = world.eve.phone.receives_text("STILL OPEN").link
    page.goto(eve)
    yield "acknowledge: before, many customers", page
    page.goto(dana + "?by=mail")
    page.get_by_role("button", name="Acknowledge").click()
    yield "acknowledge: not ticked", page
    page.goto(dana)
    page.get_by_role("button", name="Acknowledge").click()
    yield "acknowledge: just taken", page
    world.passes(minutes=3)
    _corrects(night, report)
    page.goto(dana)
    yield "acknowledge: mine", page
    page.locator("#reply textarea").fill("")
    page.get_by_role("button", name="Reply to the customer").click()
    yield "acknowledge: empty reply", page
    page.goto(eve)
    yield "acknowledge: somebody has it", page
    page.goto(dana)
    page.get_by_role("button", name="Wake the next person to help me").click()
    page.locator("#reply textarea").fill("A full disk")
    page.get_by_role("button", name="Reply to the customer").click()
    yield "acknowledge: replied", page
    page.goto(eve)
    yield "acknowledge: help is wanted", page
    page.goto(dana)
    page.get_by_role("button", name="It's fixed").click()
    yield "acknowledge: resolved", page
    world.passes(hours=13)
    page.reload()
    yield "acknowledge: long over", page


def waiting(night: Night) -> States:
    """Before anybody has it; passed on; a drill; a check of a phone; a swap that is asked for."""
    world, page = night.world, night.page()
    agree(world, "Dana", "Eve")
    with world.desk.database.writing() as session:
        mo = session.get_one(Staff, of(world, "Mo").id)
        drills.start(session, only=None, by=mo, rules=world.desk.rules, mint=world.desk.mint, now=world.clock.now())
    world.settles()
    link = world.dana.phone.receives_text("P365 DRILL").link
    page.goto(link)
    yield "acknowledge: drill", page
    page.get_by_role("button", name="Acknowledge").click()
    yield "acknowledge: drill answered", page
    report = world.carol.reports("crm", "Nobody can log in: HTTP 503")
    link = world.dana.phone.receives_text("CRM down").link
    page.goto(link)
    yield "acknowledge: before", page
    page.get_by_role("button", name="I can't").click()
    yield "acknowledge: passed on", page
    page.goto("/a/" + "A" * 22)
    yield "error: unknown link", page
    with world.desk.database.writing() as session:
        incident = incidents.by_reference(session, report.reference)
        assert incident is not None
        incident.promise = {}  # what no code writes: the page cannot be made
    page.goto(report.url)
    yield "error: 500", page
    night.faults[:] = [fault for fault in night.faults if "status of 500" not in fault]
    for number in range(31):
        world.carol.browser().open(f"/reports/{number:022d}")
    page.goto("/reports/" + "A" * 22)
    yield "error: 429", page


def shifts(night: Night) -> States:
    """A swap that somebody is asked for, and a phone that proves itself."""
    world, page = night.world, night.page()
    dana = world.dana.signs_in()
    dana.open("/manage/rota/swaps/new")
    when = {"starts_at": "2026-11-24T17:00", "ends_at": "2026-11-25T08:00"}
    dana.presses("Ask them", layer="primary", asked_of=of(world, "Eve").id, **when)
    world.settles()
    page.goto(world.eve.mailbox.receives("asks you").link)
    yield "swap: asked", page
    page.get_by_role("button", name="Yes, I take it").click()
    yield "swap: taken", page
    fay = begins(world, "2026-11-24T16:00:00+00:00")
    shift(world, fay, 1)
    world.passes(minutes=60)
    page.goto(fay.phone.receives_text("pager check").link)
    yield "check: asked", page
    page.get_by_role("button", name="This phone works").click()
    yield "check: confirmed", page


WALKS: tuple[Walk, ...] = (home, by_day, form, crowd, refusals, tracking, received, acknowledging, waiting, shifts)


def _opens(page: Page, report: Sent) -> Page:
    page.goto(report.url)
    return page


def _status(night: Night) -> Page:
    page = night.page()  # a browser's own copy of the page is good for half a minute
    page.goto("/status")
    return page


def _corrects(night: Night, report: Sent) -> None:
    report.browser.open(report.url + "/corrections")
    report.browser.presses("Save what I changed", phone="07700 900555", errors="HTTP 504")


def _answers_page_1(page: Page) -> None:
    page.get_by_label("Prospect 365 CRM").check()
    page.get_by_label("Everyone").check()
    page.get_by_role("button", name="Continue").click()


def _answers_page_2(page: Page) -> None:
    page.get_by_label("Just now").check()
    page.get_by_label("What does the error say?").fill("HTTP 503\nService unavailable")
    fills_in_who_she_is(page)
