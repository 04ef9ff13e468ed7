"""Adding files: Carol's page, what Dana and Mo get of it, and what the door refuses."""

import io
from urllib.parse import unquote

import pytest

from app.domain import policy_file
from app.operations.attachments import MOST_BYTES
from app.web.customer.attachments import BODY_BYTES, LOOKED_AT_ONCE, MANY
from app.web.security import FORM_BYTES
from tests.pictures import opened, picture, with_place
from tests.web.seen import kept, memory
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page
from tests.world.people import Sent

LOG = b"02:10 ERROR gateway timed out\n"


def adds(report: Sent, *files: tuple[str, bytes], button: str = "Add these files") -> Page:
    """Carol chooses files on the page for it and presses the button."""
    report.browser.open(report.url + "/attachments")
    chosen = [(io.BytesIO(content), name) for name, content in files]
    return report.browser.presses(button, files=chosen)  # type: ignore[arg-type]


def downloaded(browser: Browser, page: Page, name: str):
    """What the link with that name on the page hands out, as it comes."""
    return browser.fetches(page.link(name))


def test_carol_adds_a_screenshot_and_dana_fetches_it(night: World):
    report = night.carol.reports("crm")
    dana = night.dana.phone.receives_text("CRM down").opens_link()
    assert report.page_shows("Add screenshots or logs")

    page = adds(report, ("IMG_1.jpg", with_place("JPEG")), ("portal.log", LOG))

    assert page.url == report.url
    assert page.shows("You added IMG_1.jpg, portal.log")
    assert page.shows("portal.log 30 bytes, added 2:10am")
    after = dana.presses("Acknowledge")
    answer = downloaded(dana, after, "IMG_1.jpg")
    assert answer.status_code == 200
    assert dict(opened(answer.data).getexif()) == {}
    assert downloaded(dana, after, "portal.log").data == LOG


def test_a_file_is_handed_out_to_be_saved_and_never_as_a_page(night: World):
    report = night.carol.reports("crm")
    page = adds(report, ("Grüße <b>.html", b"plain words"))

    answer = downloaded(report.browser, page, "Grüße _b_.html.txt")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "Grüße _b_.html.txt" in unquote(answer.headers["Content-Disposition"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_is_refused_is_named_with_its_reason_and_the_others_are_kept(night: World):
    report = night.carol.reports("crm")

    page = adds(report, ("drawing.png", b"<svg onload=alert(1)>"), ("portal.log", LOG), ("big.log", b"." * 5_300_000))

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows("There is a problem")
    assert page.shows("drawing.png: web pages and drawings (HTML, SVG, XML) can hold programs")
    assert page.shows("big.log: it has 5.3 MB, and 5 MB is the most we can take")
    assert page.shows("We took portal.log.")
    assert [row["name"] for row in kept(night, "attachments")] == ["portal.log"]


def test_nothing_chosen_is_said(night: World):
    report = night.carol.reports("crm")

    page = adds(report, ("", b""))

    assert page.status == 422
    assert page.shows("Choose at least one file")


def test_a_second_press_and_a_second_window_add_nothing(night: World):
    report = night.carol.reports("crm")
    report.browser.open(report.url + "/attachments")
    form = report.browser.page.form("Add these files")

    for browser in (report.browser, report.browser, report.browser.twin()):
        page = browser.sends(form, "Add these files", files=[(io.BytesIO(LOG), "portal.log")])  # type: ignore[arg-type]
        assert page.status == 200

    assert len(kept(night, "attachments")) == 1
    assert page.text.count("You added portal.log") == 1


def test_after_five_files_the_page_says_so_and_asks_for_no_more(night: World):
    report = night.carol.reports("crm")
    adds(report, *((f"{number}.txt", f"log {number}".encode()) for number in range(4)))
    form = report.browser.open(report.url + "/attachments").form("Add this file")
    adds(report, ("4.txt", b"log 4"), button="Add this file")

    assert not report.page_shows("Add more screenshots or logs")
    page = report.browser.open(report.url + "/attachments")
    assert page.shows("That is all that a report can have")
    late = report.browser.sends(form, "Add this file", files=[(io.BytesIO(b"log 5"), "5.txt")])  # type: ignore[arg-type]
    assert late.status == 422
    assert late.shows("5.txt: a report can have 5 files")


def test_too_much_at_once_is_a_clear_page(night: World):
    report = night.carol.reports("crm")

    page = adds(report, ("all.log", b"." * BODY_BYTES))

    assert page.status == 413
    assert page.shows("5 files of 5 MB each are the most")
    assert page.form("Add these files")
    assert kept(night, "attachments") == []


def test_very_many_files_are_a_clear_page_too(night: World):
    report = night.carol.reports("crm")

    page = adds(report, *((f"{number}.txt", b".") for number in range(60)))

    assert page.status == 413
    assert kept(night, "attachments") == []


def test_all_five_may_be_as_large_as_one_can_be(night: World):
    report = night.carol.reports("crm")

    page = adds(report, *((f"{number}.log", str(number).encode() * MOST_BYTES) for number in range(5)))

    assert page.status == 200
    assert len(kept(night, "attachments")) == 5


@pytest.mark.parametrize("path", ["/report", "/reports", "/reports/{}/updates", "/reports/{}/handover"])
def test_no_other_form_takes_more_than_a_form(night: World, path: str):
    report = night.carol.reports("crm")
    token = report.url.rpartition("/")[2]

    page = report.browser.open(path.format(token), method="POST", data={"words": "." * (FORM_BYTES + 1)})

    assert page.status == 413


def test_an_unknown_link_may_send_no_more_than_a_form_and_learns_nothing(night: World):
    browser = night.carol.browser()
    browser.open("/report")
    token = browser.page.form("Continue").fields[0][1]
    before = memory(night)

    for content, status in ((b".", 404), (b"." * (FORM_BYTES + 1), 413)):
        sent = {"csrf_token": token, "files": [(io.BytesIO(content), "a.txt")]}
        page = browser.open("/reports/" + "A" * 22 + "/attachments", method="POST", data=sent)  # type: ignore[arg-type]
        assert page.status == status
    assert browser.open("/reports/" + "A" * 22 + "/attachments").status == 404
    assert browser.open("/reports/" + "A" * 22 + "/attachments/" + "0" * 32).status == 404

    assert memory(night) == before


def test_an_expired_page_says_so_and_asks_again(night: World):
    report = night.carol.reports("crm")

    url = report.url + "/attachments"
    page = night.carol.browser().open(url, method="POST", data={"files": [(io.BytesIO(LOG), "a.log")]})  # type: ignore[list-item]

    assert page.status == 400
    assert page.shows("This page was open too long, so nothing was added")
    assert page.form("Add these files")
    assert kept(night, "attachments") == []


def test_a_file_belongs_to_its_report_alone(night: World):
    report, other = night.carol.reports("crm"), night.nadia.reports("crm")
    page = adds(report, ("portal.log", LOG))
    href = page.link("portal.log")
    attachment_id = href.rpartition("/")[2]

    assert other.browser.open(f"{other.url}/attachments/{attachment_id}").status == 404
    eve = night.eve.signs_in()
    assert eve.open(f"/manage/incidents/{other.reference}/attachments/{attachment_id}").status == 404
    assert eve.open(f"/manage/incidents/K7Q4M/attachments/{attachment_id}").status == 404


def test_whoever_was_paged_sees_files_only_once_they_have_it(night: World):
    report = night.carol.reports("crm")
    adds(report, ("portal.log", LOG))
    link = night.dana.phone.receives_text("CRM down").link.partition("8000")[2]
    dana = night.dana.phone.all()[0].opens_link()
    path = f"{link}/attachments/{kept(night, 'attachments')[0]['id']}"
    assert not dana.page.shows("portal.log")
    assert dana.open(path).status == 404

    mo = night.mo.signs_in()
    mo.open(f"/manage/incidents/{report.reference}")
    mo.presses("Acknowledge")

    assert dana.open(path).status == 404
    assert downloaded(mo, mo.page, "portal.log").data == LOG


def test_a_link_that_is_over_hands_out_nothing(night: World):
    report = night.carol.reports("crm")
    dana = night.dana.phone.receives_text("CRM down").opens_link()
    dana.presses("Acknowledge")
    adds(report, ("portal.log", LOG))
    page = dana.open(dana.page.url)
    href = page.link("portal.log")
    dana.presses("It's fixed", words="Restarted it")

    night.passes(hours=13)

    assert dana.open(href).status == 410


def test_the_daytime_desk_hears_of_files_with_a_report_that_it_has(noon: World):
    browser = noon.carol.browser()
    browser.open("/report?anyway=1")
    browser.presses("Continue", services="crm", affected="everyone")
    report = Sent(browser, browser.presses("Send", **noon.carol.details()))

    page = adds(report, ("portal.log", LOG))
    noon.settles()

    assert page.shows("Screenshots and logs")
    mail = [one for one in noon.deliveries() if one.wording == "desk-files"]
    assert [one.address for one in mail] == [noon.desk.policy.desk_mail]
    assert "- portal.log" in mail[0].body
    assert f"/manage/incidents/{report.reference}" in mail[0].body


def test_files_added_before_a_report_is_handed_over_are_named_in_its_mail(night: World):
    report = night.carol.reports("on-premise")
    adds(report, ("portal.log", LOG))
    report.page()

    report.browser.presses("Pass it to the daytime team")
    night.settles()

    (mail,) = night.desk_mails()
    assert "- portal.log" in mail.words
    assert not [one for one in night.deliveries() if one.wording == "desk-files"]


def test_somebody_who_sends_without_end_is_slowed_down(night: World):
    report = night.carol.reports("crm")
    report.browser.open(report.url + "/attachments")
    form = report.browser.page.form("Add these files")

    for _ in range(MANY):
        page = report.browser.sends(form, "Add these files", files=[(io.BytesIO(b"<html>"), "a.txt")])  # type: ignore[arg-type]
        assert page.status != 429

    late = report.browser.sends(form, "Add these files", files=[(io.BytesIO(LOG), "a.txt")])  # type: ignore[arg-type]
    assert late.status == 429
    assert kept(night, "attachments") == []


def test_a_process_looks_at_few_files_at_once_so_that_reports_never_wait_for_them(night: World):
    report = night.carol.reports("crm")
    lookers = night.app.extensions["lookers"]
    for _ in range(LOOKED_AT_ONCE):
        assert lookers.acquire(blocking=False)

    page = adds(report, ("portal.log", LOG))
    assert page.status == 503
    assert page.shows("Too many files are coming in just now")
    assert night.carol.reports("crm").page().status == 200

    lookers.release()
    assert adds(report, ("portal.log", LOG)).status == 200


def test_a_policy_that_wants_files_says_when_they_can_be_added(sqlite_url: str, open_world):
    world = open_world(sqlite_url, POLICY="flatpeak")
    world.at("Saturday 02:10")
    browser = world.carol.browser()
    browser.open("/report")
    service = world.desk.policy.services[0].slug

    page = browser.presses("Continue", services=service, affected="everyone")
    assert page.text.count("You can add files right after sending.") == 2

    page = world.carol.reports(service, **{q.field: "unsure" if q.choices else "x" for q in asked(world)}).page()
    assert page.shows("You can now add screenshots or logs")


def asked(world: World):
    """The questions that the policy asks besides."""
    return [one for one in world.desk.policy.questions if one.field not in ("services", "started", "errors")]


def test_the_customers_page_says_what_is_stored_and_of_how_much(sqlite_url: str, open_world):
    world = open_world(sqlite_url, POLICY="pugpig")
    world.at("Saturday 02:10")
    mo = world.mo.signs_in()
    acme = mo.open("/manage/customers").link("Acme Foods")
    assert mo.open(acme).shows("Files stored none of 100 GB (PP-1)")
    service = world.desk.policy.services[0].slug
    report = world.carol.reports(service, **{q.field: "unsure" if q.choices else "x" for q in asked(world)})

    adds(report, ("portal.log", b"." * 2_100_000))

    assert mo.open(acme).shows("Files stored 2.1 MB of 100 GB (PP-1)")


def test_more_than_the_quota_is_said_and_never_refused(sqlite_url: str, open_world, tmp_path):
    shipped = (policy_file.SHIPPED / "pugpig.toml").read_text()
    small = tmp_path / "small.toml"
    small.write_text(shipped.replace('quota = "100 GB"', 'quota = "1 MB"'))
    world = open_world(sqlite_url, POLICY=str(small))
    world.at("Saturday 02:10")
    service = world.desk.policy.services[0].slug
    report = world.carol.reports(service, **{q.field: "unsure" if q.choices else "x" for q in asked(world)})

    assert adds(report, ("portal.log", b"." * 1_500_000)).status == 200

    mo = world.mo.signs_in()
    acme = mo.open("/manage/customers").link("Acme Foods")
    assert mo.open(acme).shows("1.5 MB of 1 MB (PP-1) 500 KB over: it may be charged")


def test_names_are_words_on_every_page(night: World):
    report = night.carol.reports("crm")
    name = "<script>alert(1)</script>{{ 7*7 }}'.png"

    page = adds(report, (name, picture()), ("x" * 300 + ".log", LOG))

    assert page.link("script_{{ 7_7 }}'.png")
    assert page.link("x" * 80 + ".log")
    assert "<script>alert" not in page.html
    assert "<script>alert" not in night.mo.signs_in().open(f"/manage/incidents/{report.reference}").html
